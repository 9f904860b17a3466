// The reading time of the notice: a ring, a sentence, then box and button in turn.
// The server counts too; this only keeps a family from pressing too early.
(function () {
  'use strict';

  var timer = document.querySelector('[data-left]');
  var waiting = Array.from(document.querySelectorAll('[data-waits]'));
  var box = waiting.find(function (one) { return one.type === 'checkbox'; });
  var button = waiting.find(function (one) { return one.type === 'submit'; });
  if (!box || !button) return;

  function free(over) {
    box.disabled = !over;
    button.disabled = !over || !box.checked;
  }

  box.addEventListener('change', function () { free(true); });
  if (!timer) {
    free(true);
    return;
  }

  var whole = Number(timer.dataset.left);
  var end = performance.now() + whole * 1000;
  var said = timer.querySelector('[data-said]');
  var number = timer.querySelector('text');
  var ring = timer.querySelector('.gone');

  function tick() {
    var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    free(left === 0);
    said.textContent = left ? timer.dataset.words.replace('{n}', left) : timer.dataset.done;
    number.textContent = left || '';
    ring.setAttribute('stroke-dasharray', (100 * (whole - left)) / whole + ' 100');
    if (left) setTimeout(tick, 250);
    else timer.querySelector('[data-spoken]').textContent = timer.dataset.done;
  }

  tick();
})();
