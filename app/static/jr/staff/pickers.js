// A link to one of many records: [data-picker=address] holds a search box, a button for browsers
// without script, and a select. Typing asks the address; what is chosen is chosen in the select.
// What is typed is posted, for it is often a name: addresses stay in logs.
(function () {
  'use strict';

  function asked(box, address, name, value) {
    var token = box.closest('form').querySelector('input[name=csrf_token]');
    var sent = new URLSearchParams();
    sent.set(name, value);
    return fetch(address, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-CSRFToken': token ? token.value : '' },
      body: sent
    }).then(function (answer) { return answer.ok ? answer.json() : { result: [] }; });
  }

  var WAIT = 250;

  function option(select, id, words) {
    var found = Array.from(select.options).find(function (one) { return one.value === String(id); });
    if (found) return found;
    var fresh = new Option(words, id);
    select.add(fresh);
    return fresh;
  }

  function prepare(box, number) {
    var input = box.querySelector('.picker-find input');
    var select = box.querySelector('select');
    var list = document.createElement('ul');
    var timer = 0;
    var turns = 0;
    var active = -1;

    list.className = 'picker-list';
    list.id = 'picker-' + number;
    list.setAttribute('role', 'listbox');
    list.hidden = true;
    box.querySelector('.picker-find').appendChild(list);
    box.querySelector('button').hidden = true;
    select.hidden = true;
    input.removeAttribute('name');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    if (select.getAttribute('aria-describedby')) {
      input.setAttribute('aria-describedby', select.getAttribute('aria-describedby'));
    }

    function told() {
      var chosen = select.selectedOptions[0];
      return chosen && chosen.value ? chosen.textContent : '';
    }

    function items() { return Array.from(list.querySelectorAll('[role=option]')); }

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    }

    function choose(id, words) {
      if (id) option(select, id, words).selected = true;
      else select.value = '';
      input.value = told();
      close();
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }

    function mark(place) {
      var all = items();
      if (!all.length) return;
      active = (place + all.length) % all.length;
      all.forEach(function (one, at) { one.setAttribute('aria-selected', String(at === active)); });
      input.setAttribute('aria-activedescendant', all[active].id);
      all[active].scrollIntoView({ block: 'nearest' });
    }

    function show(found) {
      list.textContent = '';
      found.forEach(function (one, place) {
        var item = document.createElement('li');
        item.id = list.id + '-' + place;
        item.setAttribute('role', 'option');
        item.dataset.id = one.id;
        item.textContent = one.words;
        list.appendChild(item);
      });
      if (!found.length) {
        list.appendChild(document.createElement('li')).textContent = box.dataset.none;
      }
      list.hidden = false;
      active = -1;
      input.setAttribute('aria-expanded', 'true');
    }

    function ask() {
      var words = input.value.trim();
      var turn = turns += 1;
      if (!words) { choose('', ''); return; }
      asked(box, box.dataset.picker, 'q', words)
        .then(function (answer) { if (turn === turns) show(answer.result); })
        .catch(close);
    }

    input.value = input.value && !told() ? input.value : told();
    input.addEventListener('input', function () {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener('keydown', function (event) {
      if (event.key === 'ArrowDown') { event.preventDefault(); mark(active + 1); }
      if (event.key === 'ArrowUp') { event.preventDefault(); mark(active - 1); }
      if (event.key === 'Escape') close();
      if (event.key === 'Enter' && !list.hidden && active >= 0) {
        event.preventDefault();
        choose(items()[active].dataset.id, items()[active].textContent);
      }
    });
    list.addEventListener('mousedown', function (event) {
      event.preventDefault();
      if (event.target.dataset.id) choose(event.target.dataset.id, event.target.textContent);
    });
    // Words that chose nothing do not stay: the box says what will be saved.
    input.addEventListener('blur', function () {
      clearTimeout(timer);
      turns += 1;
      if (!input.value.trim()) choose('', '');
      input.value = told();
      close();
    });
  }

  document.querySelectorAll('[data-picker]').forEach(prepare);

  // District, street, community: a choice in one list fills the next one.
  document.querySelectorAll('[data-cascade]').forEach(function (box) {
    var lists = Array.from(box.querySelectorAll('select'));
    box.querySelector('button').hidden = true;

    function fill(select, found) {
      while (select.options.length > 1) select.remove(1);
      found.forEach(function (one) { select.add(new Option(one.words, one.id)); });
    }

    lists.forEach(function (select, place) {
      var next = lists[place + 1];
      if (!next) return;
      select.addEventListener('change', function () {
        var code = select.value;
        lists.slice(place + 1).forEach(function (one) { fill(one, []); });
        if (!code) return;
        asked(box, box.dataset.cascade, 'above', code)
          .then(function (answer) { if (select.value === code) fill(next, answer.result); });
      });
    });
  });
})();
