// The frame of every page: the menu on narrow screens, drop-downs, messages that close.
(function () {
  'use strict';

  var page = document.body;
  var burger = document.querySelector('.burger');

  function setMenu(open) {
    page.classList.toggle('nav-open', open);
    if (burger) burger.setAttribute('aria-expanded', String(open));
  }

  function closeDrops(except) {
    document.querySelectorAll('details.drop[open]').forEach(function (drop) {
      if (!except || !drop.contains(except)) drop.open = false;
    });
  }

  if (burger) {
    burger.addEventListener('click', function () {
      setMenu(!page.classList.contains('nav-open'));
    });
  }

  document.addEventListener('click', function (event) {
    if (page.classList.contains('nav-open') && !event.target.closest('.side, .burger')) {
      setMenu(false);
    }
    closeDrops(event.target);
    var close = event.target.closest('.alert .close');
    if (close) close.closest('.alert').remove();
  });

  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    setMenu(false);
    closeDrops(null);
  });
})();
