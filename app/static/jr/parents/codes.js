// The button that sends a code: without leaving the page, and not again before the server allows it.
(function () {
  'use strict';

  function countDown(button, seconds, word) {
    var end = performance.now() + seconds * 1000;
    function tick() {
      var left = Math.ceil((end - performance.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? button.dataset.words.replace('{n}', left) : word;
      if (left > 0) setTimeout(tick, 500);
    }
    tick();
  }

  function read(text) {
    return new DOMParser().parseFromString(text, 'text/html');
  }

  // The answer is the page as it would have been shown: what it says, and how long to wait.
  function sayFrom(page, button, word) {
    var said = page.querySelector('.err-sum li, [data-message]');
    var again = page.querySelector('[data-send-code]');
    var status = button.closest('.f').querySelector('[data-code-said]');
    var wrong = Boolean(page.querySelector('.err-sum'));
    status.textContent = said ? said.textContent : '';
    status.classList.toggle('danger', wrong);
    countDown(button, again ? Number(again.dataset.wait) : 0, word);
  }

  document.querySelectorAll('[data-send-code]').forEach(function (button) {
    var word = button.textContent;
    countDown(button, Number(button.dataset.wait), word);
    button.addEventListener('click', function (event) {
      var form = button.form;
      var sent = new FormData(form);
      event.preventDefault();
      sent.append(button.name, button.value);
      button.disabled = true;
      fetch(button.getAttribute('formaction') || form.action, { method: 'POST', body: sent })
        .then(function (answer) { return answer.text(); })
        .then(function (text) { sayFrom(read(text), button, word); })
        .catch(function () { button.disabled = false; });
    });
  });
})();
