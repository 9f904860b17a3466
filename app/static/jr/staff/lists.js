// Selects rows of a list: <table data-select="id of the bulk form">, boxes named rowid.
// Without this script the bulk bar simply stands below the list.
(function () {
  'use strict';

  document.querySelectorAll('table[data-select]').forEach(function (table) {
    var bulk = document.getElementById(table.dataset.select);
    var whole = table.querySelector('[data-all]');
    var last = -1;

    function boxes() {
      return Array.from(table.querySelectorAll('input[name=rowid]'));
    }

    function show() {
      var all = boxes();
      var chosen = all.filter(function (box) {
        box.closest('tr').classList.toggle('sel', box.checked);
        return box.checked;
      }).length;
      if (whole) {
        whole.checked = chosen > 0 && chosen === all.length;
        whole.indeterminate = chosen > 0 && chosen < all.length;
      }
      if (bulk) {
        chosen += Number(bulk.dataset.kept || 0);
        bulk.hidden = chosen === 0;
        bulk.querySelector('[data-n]').textContent = chosen;
      }
    }

    function setAll(on) {
      boxes().forEach(function (box) { box.checked = on; });
      show();
    }

    // Shift and click chooses every row from the one before.
    function range(from, to, on) {
      var all = boxes();
      for (var i = Math.min(from, to); i <= Math.max(from, to); i += 1) all[i].checked = on;
    }

    table.addEventListener('click', function (event) {
      if (event.target.name !== 'rowid') return;
      var place = boxes().indexOf(event.target);
      if (event.shiftKey && last >= 0) range(last, place, event.target.checked);
      last = place;
      show();
    });
    if (whole) whole.addEventListener('change', function () { setAll(whole.checked); });
    window.addEventListener('pageshow', show);
    show();
  });

  // On a phone the list begins near the top: two conditions stand open, and what is in use.
  document.querySelectorAll('[data-unfold]').forEach(function (button) {
    var spare = Array.from(button.closest('.filters').querySelectorAll('.flt')).slice(2).filter(
      function (cell) { return !cell.classList.contains('on'); }
    );
    if (!spare.length || !window.matchMedia('(max-width: 640px)').matches) return;
    function fold(away) {
      spare.forEach(function (cell) { cell.hidden = away; });
      button.hidden = !away;
    }
    fold(true);
    button.addEventListener('click', function () {
      fold(false);
      spare[0].querySelector('input, select').focus();
    });
  });
})();
