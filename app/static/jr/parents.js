/* What the script adds to the parents' pages; every rule also holds on the server without it.
   ES2018, no dependency. Words come from data attributes of the page. */
(function () {
  'use strict';
  var all = function (selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  };
  document.documentElement.classList.add('js');

  /* Errors: lead the reader to the summary. */
  var summary = document.querySelector('.err-sum');
  if (summary) summary.focus();

  /* Notice: tick and button wait for the reading time; the server counts it too. */
  var timer = document.querySelector('[data-left]');
  if (timer) {
    var waits = all('[data-waits]');
    var end = performance.now() + Number(timer.dataset.left) * 1000;
    var tick = function () {
      var left = Math.ceil((end - performance.now()) / 1000);
      var over = left <= 0;
      waits.forEach(function (one) { one.disabled = !over; });
      timer.textContent = over ? timer.dataset.done : timer.dataset.words.replace('{n}', left);
      if (!over) setTimeout(tick, 250);
    };
    tick();
  }

  /* Fields that depend on another answer of the same record. */
  var answer = function (record, name) {
    var found = all('input,select,textarea', record).filter(function (one) {
      return one.name === name || one.name.slice(-name.length - 1) === '-' + name;
    });
    return found.filter(function (one) {
      return (one.type !== 'radio' && one.type !== 'checkbox') || one.checked;
    }).map(function (one) { return one.value; });
  };
  var refresh = function () {
    all('[data-record]').forEach(function (record) {
      all('[data-show-if]', record).forEach(function (one) {
        var rule = JSON.parse(one.dataset.showIf);
        one.hidden = !answer(record, rule.field).some(function (value) {
          return rule.in.indexOf(value) >= 0;
        });
      });
    });
    var chosen = document.querySelector('input[name$="-case"]:checked');
    all('[data-cases]').forEach(function (slot) {
      slot.hidden = !chosen || slot.dataset.cases.split(' ').indexOf(chosen.value) < 0;
    });
  };
  document.addEventListener('change', refresh);
  refresh();

  /* Pictures: save the draft as soon as one was chosen, so that it is uploaded and shown. */
  document.addEventListener('change', function (event) {
    var form = document.getElementById('step');
    if (event.target.type !== 'file' || !form || !event.target.files.length) return;
    var act = document.createElement('input');
    act.type = 'hidden';
    act.name = 'act';
    act.value = 'stay';
    form.appendChild(act);
    form.submit();
  });

  /* A code may be sent again after a while. */
  all('[data-resend]').forEach(function (button) {
    var words = button.textContent;
    var until = performance.now() + Number(button.dataset.resend) * 1000;
    var count = function () {
      var left = Math.ceil((until - performance.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? button.dataset.words.replace('{n}', left) : words;
      if (left > 0) setTimeout(count, 500);
    };
    count();
  });

  /* One press files once. */
  all('form').forEach(function (form) {
    form.addEventListener('submit', function () {
      all('button[form="' + form.id + '"]').forEach(function (button) {
        button.setAttribute('aria-busy', 'true');
      });
    });
  });
})();
