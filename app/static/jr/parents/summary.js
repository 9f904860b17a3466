// Keeps the summary of errors true while pictures arrive and answers change: a line whose place on the
// page is gone, hidden or has its picture is hidden, and the numbers in heading and title follow.
(function () {
  'use strict';

  var summary = document.querySelector('.err-sum');
  if (!summary) return;
  var title = document.title;
  var plain = title.slice(title.indexOf(' · ') + 3);

  function open(line) {
    var link = line.querySelector('a');
    var place = link && document.getElementById(link.getAttribute('href').slice(1));
    return !link || Boolean(place && !place.closest('[hidden], .up.ok'));
  }

  function refresh() {
    var left = 0;
    summary.querySelectorAll('li').forEach(function (line) {
      line.hidden = !open(line);
      if (!line.hidden) left += 1;
    });
    var words = summary.dataset.words.replace('{n}', left);
    summary.hidden = !left;
    summary.querySelector('[data-count]').textContent = words;
    document.title = left ? words + ' · ' + plain : plain;
  }

  document.addEventListener('change', refresh);
  document.addEventListener('jr:renewed', refresh);
})();
