// Sends the form of a step in the background, one request at a time because each carries the revision
// of the draft. The answer is the page as the server would show it: every part marked data-live in it
// replaces the part with the same id here. window.jifenDraft.send() sends the answers, and with
// {file: {name, blob, title}, cancelled: function (), started: function (request), progress: function (part),
// arrived: function ()} a picture too; it returns a promise. renew(page, slot): slot is the one whose picture was sent, if any.
(function () {
  'use strict';

  var form = document.querySelector('form[data-draft]');
  if (!form) return;
  var CONFLICT = 409;
  var queue = Promise.resolve();
  var pending = 0;
  var pressed = form.querySelector('button');

  function body(file) {
    var sent = new FormData();
    Array.from(form.elements).forEach(function (input) {
      var ticked = input.type === 'radio' || input.type === 'checkbox';
      var skipped = !input.name || input.type === 'file' || input.type === 'submit';
      if (!skipped && (!ticked || input.checked)) sent.append(input.name, input.value);
    });
    sent.append('act', 'stay');
    if (file) sent.append(file.name, file.blob, file.title);
    return sent;
  }

  function swap(old, fresh) {
    var focused = old.contains(document.activeElement) ? document.activeElement.id : '';
    old.replaceWith(document.importNode(fresh, true));
    var again = focused && document.getElementById(focused);
    if (again) again.focus();
  }

  // The input stays: a family may just be choosing a file with it.
  function renewSlot(slot, fresh) {
    slot.className = fresh.className;
    slot.querySelector('label').replaceWith(document.importNode(fresh.querySelector('label'), true));
  }

  // Only the slot that the answer is about changes; the others keep what they told the family.
  function renewSlots(old, fresh, sent) {
    var ids = Array.from(fresh.children).map(function (slot) { return slot.id; });
    Array.from(old.children).forEach(function (slot) {
      if (ids.indexOf(slot.id) < 0 && !slot.classList.contains('sending')) slot.remove();
    });
    Array.from(fresh.children).forEach(function (slot) {
      var before = document.getElementById(slot.id);
      if (!before) old.appendChild(document.importNode(slot, true));
      else if (before === sent) renewSlot(before, slot);
    });
  }

  function renew(page, sent) {
    page.querySelectorAll('[data-live]').forEach(function (fresh) {
      var old = document.getElementById(fresh.id);
      if (old && fresh.classList.contains('ups')) renewSlots(old, fresh, sent);
      else if (old) swap(old, fresh);
    });
    document.dispatchEvent(new Event('jr:renewed'));
  }

  // At once: the next request in the queue carries it.
  function takeRevision(page) {
    var fresh = page.getElementById('revision');
    if (fresh) form.elements.revision.value = fresh.value;
  }

  function taken(status, page) {
    if (!page || !page.querySelector('form[data-draft]')) throw new Error('lost');
    if (status !== CONFLICT) takeRevision(page);
    return { status: status, page: page };
  }

  // Goes on when the page is left.
  function postAnswers() {
    return fetch(form.action, { method: 'POST', body: body(), keepalive: true })
      .then(function (answer) {
        return answer.text().then(function (text) {
          return taken(answer.status, new DOMParser().parseFromString(text, 'text/html'));
        });
      });
  }

  function postPicture(options) {
    if (options.cancelled()) return Promise.reject(new Error('cancelled'));
    return new Promise(function (resolve, reject) {
      var request = new XMLHttpRequest();
      request.open('POST', form.action);
      request.responseType = 'document';
      request.upload.addEventListener('progress', function (event) {
        if (event.lengthComputable) options.progress(event.loaded / event.total);
      });
      request.upload.addEventListener('load', options.arrived);
      request.addEventListener('load', function () { resolve(request); });
      request.addEventListener('error', function () { reject(new Error('offline')); });
      request.addEventListener('abort', function () { reject(new Error('cancelled')); });
      request.send(body(options.file));
      options.started(request);
    }).then(function (request) { return taken(request.status, request.response); });
  }

  function settle() { pending -= 1; }

  function send(options) {
    var sent = queue.then(function () { return options ? postPicture(options) : postAnswers(); });
    pending += 1;
    queue = sent.then(settle, settle);
    return sent;
  }

  // A press of a button waits for what is on its way, or the two would collide.
  form.addEventListener('submit', function (event) {
    if (!pending) return;
    event.preventDefault();
    queue.then(function () {
      setTimeout(function () { pressed.click(); }, 0);
    });
  });

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (button && button.form === form) pressed = button;
  });

  window.jifenDraft = { form: form, send: send, renew: renew };
})();
