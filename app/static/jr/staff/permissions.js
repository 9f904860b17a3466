// The matrix of a role: whole rows and columns at once, a search, and how much is granted.
(function () {
  'use strict';

  document.querySelectorAll('.pm').forEach(function (table) {
    var card = table.closest('.card');
    var search = card.querySelector('[data-pm-search]');
    var granted = card.querySelector('[data-pm-count]');

    function boxes(part) {
      return Array.from(part.querySelectorAll('input[name=permissions]'));
    }

    function isOn(box) { return box.checked; }

    function show() {
      granted.textContent = boxes(table).filter(isOn).length;
      table.querySelectorAll('[data-row]').forEach(function (whole) {
        var row = boxes(whole.closest('tr'));
        var on = row.filter(isOn).length;
        whole.checked = on > 0 && on === row.length;
        whole.indeterminate = on > 0 && on < row.length;
      });
    }

    function setColumn(name, on) {
      table.querySelectorAll('td[data-c="' + name + '"] input').forEach(function (box) {
        if (!box.closest('tr').hidden) box.checked = on;
      });
    }

    table.addEventListener('change', function (event) {
      var box = event.target;
      if (box.hasAttribute('data-row')) {
        boxes(box.closest('tr')).forEach(function (one) { one.checked = box.checked; });
      } else if (box.dataset.colname) {
        setColumn(box.dataset.colname, box.checked);
      }
      show();
    });

    search.addEventListener('input', function () {
      var words = search.value.trim().toLowerCase();
      table.querySelectorAll('tbody tr').forEach(function (row) {
        row.hidden = row.textContent.toLowerCase().indexOf(words) < 0;
      });
    });
    show();
  });
})();
