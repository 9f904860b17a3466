// Shows one panel of several: buttons with role=tab inside [data-tabs]; arrow keys move.
// Without this script all panels stand one below the other.
(function () {
  'use strict';

  var STEPS = { ArrowRight: 1, ArrowLeft: -1 };

  document.querySelectorAll('[data-tabs]').forEach(function (bar) {
    var tabs = Array.from(bar.querySelectorAll('[role=tab]'));
    var memory = 'tab ' + location.pathname;

    function open(tab) {
      tabs.forEach(function (one) {
        var chosen = one === tab;
        var panel = document.getElementById(one.getAttribute('aria-controls'));
        one.setAttribute('aria-selected', String(chosen));
        one.tabIndex = chosen ? 0 : -1;
        if (panel) panel.hidden = !chosen;
      });
      try { sessionStorage.setItem(memory, tab.id); } catch (refused) { return; }
    }

    function remembered() {
      try { return document.getElementById(sessionStorage.getItem(memory)); } catch (refused) { return null; }
    }

    tabs.forEach(function (tab, place) {
      tab.addEventListener('click', function () { open(tab); });
      tab.addEventListener('keydown', function (event) {
        var step = STEPS[event.key];
        if (!step) return;
        var next = tabs[(place + step + tabs.length) % tabs.length];
        next.focus();
        open(next);
      });
    });
    bar.hidden = false;
    var first = remembered();
    open(tabs.indexOf(first) >= 0 ? first : tabs[0]);
  });
})();
