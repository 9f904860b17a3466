// Turns the search form of Flask-AppBuilder's own lists into rows of condition and value.
// The server names a condition _flt_<operator>_<column>; what is empty is not sent.
(function () {
  'use strict';

  var EMPTY = '__None';

  function control(cell) {
    return cell.querySelector(
      '.flt-val input:not([type=hidden]), .flt-val select, .flt-val textarea'
    );
  }

  function rename(cell) {
    var field = control(cell);
    if (field) field.name = '_flt_' + cell.querySelector('.flt-op').value + '_' + cell.dataset.col;
  }

  function isBlank(field) {
    if (field.type === 'checkbox') return !field.checked;
    return !field.value || field.value === EMPTY;
  }

  function offerAll(select, word) {
    var first = select.options[0];
    if (!first || select.multiple) return;
    if (first.value === EMPTY) {
      first.text = word;
    } else if (first.value !== '') {
      select.insertBefore(new Option(word, ''), first);
      select.selectedIndex = 0;
    }
  }

  function prepare(cell, word, suffix) {
    var field = control(cell);
    if (!field) return;
    if (field.closest('.appbuilder_date')) field.type = 'date';
    if (field.tagName === 'SELECT') offerAll(field, word);
    field.removeAttribute('placeholder');
    field.removeAttribute('required');
    field.id = 'flt-' + cell.dataset.col + suffix;
    cell.querySelector('label').htmlFor = field.id;
    cell.querySelector('.flt-op').addEventListener('change', function () { rename(cell); });
    rename(cell);
  }

  function fill(cell, operator, value) {
    cell.hidden = false;
    cell.classList.add('on');
    Array.from(cell.querySelector('.flt-op').options).forEach(function (option, place) {
      if (option.text === operator) option.parentNode.selectedIndex = place;
    });
    rename(cell);
    var field = control(cell);
    if (field.type === 'checkbox') field.checked = value === true || value === 'True' || value === 'y';
    else field.value = value;
  }

  function showActive(form, word) {
    var used = {};
    JSON.parse(form.querySelector('[data-active]').textContent || '[]').forEach(function (active) {
      var cell = form.querySelector('.flt[data-col="' + active[0] + '"]');
      if (!cell) return;
      [].concat(active[2]).forEach(function (value) {
        var target = cell;
        if (used[active[0]]) {
          target = cell.cloneNode(true);
          cell.parentNode.insertBefore(target, cell.nextSibling);
          prepare(target, word, '-' + (used[active[0]] + 1));
        }
        used[active[0]] = (used[active[0]] || 0) + 1;
        fill(target, active[1], value);
      });
    });
  }

  function foldMore(form) {
    var more = form.querySelector('[data-more-btn]');
    if (!more) return;
    function fold(open) {
      more.setAttribute('aria-expanded', String(open));
      more.textContent = open ? form.dataset.less : more.dataset.label;
      form.querySelectorAll('.flt[data-more]').forEach(function (cell) {
        cell.hidden = !open && !cell.classList.contains('on');
      });
    }
    more.hidden = false;
    more.addEventListener('click', function () {
      fold(more.getAttribute('aria-expanded') !== 'true');
    });
    fold(false);
  }

  document.querySelectorAll('[data-filters]').forEach(function (form) {
    var word = form.dataset.all;
    form.querySelectorAll('.flt').forEach(function (cell) { prepare(cell, word, ''); });
    showActive(form, word);
    foldMore(form);
    form.addEventListener('submit', function () {
      form.querySelectorAll('.flt').forEach(function (cell) {
        var field = control(cell);
        if (field && isBlank(field)) field.disabled = true;
        cell.querySelector('.flt-op').disabled = true;
      });
    });
    window.addEventListener('pageshow', function () {
      form.querySelectorAll('[disabled]').forEach(function (field) { field.disabled = false; });
    });
  });
})();
