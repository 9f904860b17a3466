// Sends a picture as soon as it is chosen: made smaller first, with progress, tried three times; it can
// be cancelled. The picture before stays until the new one is there.
(function () {
  'use strict';

  var draft = window.jifenDraft;
  if (!draft) return;
  var LONGEST = 2400;
  var SMALL = 1024 * 1024;
  var QUALITY = 0.85;
  var TRIES = 3;
  var CONFLICT = 409;

  function decode(file) {
    return new Promise(function (resolve, reject) {
      var picture = new Image();
      picture.onload = function () { resolve(picture); };
      picture.onerror = reject;
      picture.src = URL.createObjectURL(file);
    });
  }

  function draw(picture) {
    var scale = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight));
    var canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(picture.src);
    return new Promise(function (resolve) { canvas.toBlob(resolve, 'image/jpeg', QUALITY); });
  }

  // What the browser cannot read goes as it is; the server decides.
  function smaller(file) {
    if (file.size <= SMALL) return Promise.resolve(file);
    return decode(file).then(draw).then(function (blob) { return blob || file; })
      .catch(function () { return file; });
  }

  function say(slot, words) {
    slot.querySelector('small').textContent = words;
  }

  function bar(slot) {
    var made = document.createElement('progress');
    made.max = 1;
    made.value = 0;
    made.setAttribute('aria-hidden', 'true');
    slot.querySelector('small').before(made);
  }

  function cancelButton(slot, words, cancel) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = 'btn cancel';
    made.textContent = words.cancel;
    made.addEventListener('click', cancel);
    slot.appendChild(made);
  }

  function finish(slot, input) {
    input.value = '';
    slot.querySelectorAll('progress, .cancel').forEach(function (part) { part.remove(); });
    slot.classList.remove('sending');
  }

  // Stands until this slot is tried again.
  function fail(slot, words) {
    slot.className = 'up fail';
    say(slot, words);
  }

  // The page that answers says in the slot itself why its picture was not taken, else above.
  function refusal(page, slot) {
    var there = page.getElementById(slot.id);
    var told = there && there.classList.contains('fail') ? there.querySelector('small') : page.querySelector('.err-sum li');
    return told ? told.textContent.trim() : '';
  }

  function attempt(file, slot, way, words, left) {
    return draft.send({
      file: file,
      cancelled: function () { return way.cancelled; },
      started: function (request) { way.request = request; },
      // What the server has in full it keeps: too late to cancel.
      arrived: function () {
        var button = slot.querySelector('.cancel');
        if (button) button.remove();
      },
      progress: function (part) {
        slot.querySelector('progress').value = part;
        say(slot, words.sending.replace('{n}', Math.round(part * 100)));
      }
    }).catch(function (error) {
      if (left <= 1 || way.cancelled || error.message === 'lost') throw error;
      return attempt(file, slot, way, words, left - 1);
    });
  }

  function begin(slot, input, words, way) {
    var before = { className: slot.className, said: slot.querySelector('small').innerHTML };
    slot.className = 'up sending';
    say(slot, words.waiting);
    bar(slot);
    cancelButton(slot, words, function () {
      way.cancelled = true;
      if (way.request) way.request.abort();
      finish(slot, input);
      slot.className = before.className;
      slot.querySelector('small').innerHTML = before.said;
    });
  }

  function upload(input) {
    var chosen = input.files[0];
    var slot = input.closest('.up');
    var words = input.closest('.ups').dataset;
    var way = { cancelled: false, request: null };
    begin(slot, input, words, way);
    smaller(chosen).then(function (blob) {
      return attempt({ name: input.name, blob: blob, title: chosen.name }, slot, way, words, TRIES);
    }).then(function (answer) {
      var refused = answer.status === 200 ? '' : refusal(answer.page, slot) || words.refused;
      finish(slot, input);
      if (refused) fail(slot, refused);
      if (answer.status !== CONFLICT) draft.renew(answer.page, refused ? null : slot);
    }).catch(function () {
      if (way.cancelled) return;
      finish(slot, input);
      fail(slot, words.failed);
    });
  }

  document.addEventListener('change', function (event) {
    var input = event.target;
    if (input.type === 'file' && input.closest('.ups') && input.files.length) upload(input);
  });

  // One picture at a time for each slot.
  document.addEventListener('click', function (event) {
    if (event.target.type === 'file' && event.target.closest('.sending')) event.preventDefault();
  });
})();
