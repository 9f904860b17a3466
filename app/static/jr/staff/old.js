/* jr kit · staff behaviours. ES2018, no dependency, no inline handlers, no eval. Everything below enhances working HTML. */
(function(){'use strict';
var $=function(s,r){return (r||document).querySelector(s)}, $$=function(s,r){return Array.prototype.slice.call((r||document).querySelectorAll(s))};
function on(el,ev,fn){if(el)el.addEventListener(ev,fn)}

/* 1 confirm: <button data-confirm="…"> — one dialog, one pending button; nothing stays bound after cancel */
var dlg=$('#jr-confirm'),pending=null;
document.addEventListener('click',function(e){
  var b=e.target.closest&&e.target.closest('[data-confirm]'); if(!b||b===pending)return;
  if(!b.dataset.confirm||!dlg||!dlg.showModal)return;
  e.preventDefault();
  $('[data-msg]',dlg).textContent=b.dataset.confirm; $('[data-ok]',dlg).textContent=b.dataset.ok||b.textContent.trim();
  $('[data-ok]',dlg).className='btn '+(b.classList.contains('del')||b.classList.contains('btn-danger')?'btn-danger':'btn-primary');
  dlg._b=b; dlg.showModal();
});
if(dlg){on($('[data-ok]',dlg),'click',function(){var b=dlg._b;dlg.close();pending=b;b.click();pending=null});on($('[data-no]',dlg),'click',function(){dlg.close()})}

/* 2 list selection */
$$('table[data-select]').forEach(function(t){
  var all=$('[data-all]',t),bulk=document.getElementById(t.dataset.select),boxes=function(){return $$('input[name=rowid]',t)};
  function sync(){var n=0,bs=boxes();bs.forEach(function(b){var c=b.checked;n+=c?1:0;b.closest('tr').classList.toggle('sel',c)});
    if(all){all.checked=n>0&&n===bs.length;all.indeterminate=n>0&&n<bs.length}
    if(bulk){bulk.hidden=n===0;$('[data-n]',bulk).textContent=n}}
  var last=null;
  on(t,'click',function(e){var b=e.target; if(b.name!=='rowid')return; var bs=boxes(),i=bs.indexOf(b);
    if(e.shiftKey&&last!==null){var a=Math.min(i,last),z=Math.max(i,last);for(;a<=z;a++)bs[a].checked=b.checked} last=i; sync()});
  on(all,'change',function(){boxes().forEach(function(b){b.checked=all.checked});sync()});
  if(bulk)on($('[data-clear]',bulk),'click',function(){boxes().forEach(function(b){b.checked=false});sync()});
  sync();
});

/* 3 filters */
$$('[data-filters]').forEach(function(f){
  function ctl(c){return $('.flt-val input:not([type=hidden]),.flt-val select,.flt-val textarea',c)}
  function name(c){var x=ctl(c);if(x)x.name='_flt_'+$('.flt-op',c).value+'_'+c.dataset.col}
  function blank(x){return x.type==='checkbox'?!x.checked:(!x.value||x.value==='__None')}
  function init(c){var x=ctl(c);if(!x)return; if(x.closest('.appbuilder_date'))x.type='date';
    if(x.tagName==='SELECT'&&x.options.length&&x.options[0].value!=='__None'&&!x.multiple&&x.options[0].value!==''){var o=new Option(f.dataset.all,'');x.insertBefore(o,x.firstChild);x.selectedIndex=0}
    if(x.tagName==='SELECT'&&x.options.length&&x.options[0].value==='__None'){x.options[0].text=f.dataset.all}
    if(x.tagName==='INPUT'&&x.type==='text')x.placeholder='';
    name(c); on($('.flt-op',c),'change',function(){name(c)});
    x.id='flt-'+c.dataset.col+(c.dataset.dup||''); $('label',c).htmlFor=x.id;}
  var cells=$$('.flt',f); cells.forEach(init);
  var act=JSON.parse($('[data-active]',f).textContent||'[]'),used={};
  act.forEach(function(a){var c=cells.filter(function(c){return c.dataset.col===a[0]})[0]; if(!c)return;
    (Array.isArray(a[2])?a[2]:[a[2]]).forEach(function(v){
      var cell=c; if(used[a[0]]){cell=c.cloneNode(true);cell.dataset.dup='-'+(used[a[0]]+1);c.parentNode.insertBefore(cell,c.nextSibling);init(cell)}
      used[a[0]]=(used[a[0]]||0)+1; cell.hidden=false;cell.classList.add('on');
      var op=$('.flt-op',cell);Array.prototype.forEach.call(op.options,function(o,i){if(o.text===a[1])op.selectedIndex=i});name(cell);
      var x=ctl(cell); if(x.type==='checkbox')x.checked=v==='True'||v===true||v==='y'; else x.value=v;})});
  on(f,'submit',function(){$$('.flt',f).forEach(function(c){var x=ctl(c);if(x&&blank(x))x.disabled=true;$('.flt-op',c).disabled=true})});
  on(window,'pageshow',function(){$$('[disabled]',f).forEach(function(x){x.disabled=false})});
  var more=$('[data-more-btn]',f); on(more,'click',function(){var open=more.getAttribute('aria-expanded')!=='true';more.setAttribute('aria-expanded',open);$('span',more).textContent=open?f.dataset.less:more.dataset.label;
    $$('.flt[data-more]',f).forEach(function(c){if(!c.classList.contains('on'))c.hidden=!open})});
});

/* 4 tabs */
$$('[data-tabs]').forEach(function(t){var bs=$$('[role=tab]',t);
  function show(b){bs.forEach(function(x){var s=x===b;x.setAttribute('aria-selected',s);x.tabIndex=s?0:-1;var p=document.getElementById(x.getAttribute('aria-controls'));if(p)p.hidden=!s});try{sessionStorage.setItem('tab'+location.pathname,b.id)}catch(e){}}
  bs.forEach(function(b,i){on(b,'click',function(){show(b)});on(b,'keydown',function(e){var d=e.key==='ArrowRight'?1:e.key==='ArrowLeft'?-1:0;if(d){var n=bs[(i+d+bs.length)%bs.length];n.focus();show(n)}})});
  var s=null;try{s=document.getElementById(sessionStorage.getItem('tab'+location.pathname))}catch(e){} show(s&&bs.indexOf(s)>=0?s:bs[0]);
});

/* 5 forms: native date inputs, leave warning, error focus */
$$('.fab-form .appbuilder_date input').forEach(function(x){x.type='date'});
$$('.fab-form .appbuilder_datetime input').forEach(function(x){x.type='datetime-local';x.step=1;var v=x.getAttribute('value');if(v)x.value=v.replace(' ','T');x.dataset.dt=1});
$$('form[data-dirty]').forEach(function(f){var d=false;on(f,'input',function(){d=true});
  on(f,'submit',function(){d=false;$$('[data-dt]',f).forEach(function(x){var v=x.value;x.type='text';x.value=v.replace('T',' ')+(v.length===16?':00':'')})});
  on(window,'beforeunload',function(e){if(d){e.preventDefault();e.returnValue=''}})});
var se=$('.summary-err');if(se)se.focus();

/* 6 permission matrix */
$$('.pm').forEach(function(t){
  var q=$('[data-pm-search]'),cnt=$('[data-pm-count]');
  function sync(){var n=$$('input[name=permissions]:checked',t).length;if(cnt)cnt.textContent=n;
    $$('[data-row]',t).forEach(function(r){var b=$$('input[name=permissions]',r.closest('tr')),k=b.filter(function(x){return x.checked}).length;r.checked=k===b.length&&k>0;r.indeterminate=k>0&&k<b.length})}
  on(t,'change',function(e){var x=e.target;if(x.dataset.row!==undefined)$$('input[name=permissions]',x.closest('tr')).forEach(function(b){b.checked=x.checked});
    if(x.dataset.colname)$$('td[data-c="'+x.dataset.colname+'"] input',t).forEach(function(b){if(!b.closest('tr').hidden)b.checked=x.checked});sync()});
  on(q,'input',function(){var v=q.value.trim().toLowerCase();$$('tbody tr',t).forEach(function(r){r.hidden=v&&r.textContent.toLowerCase().indexOf(v)<0})});
  sync();
});

/* 7 shell */
on($('.burger'),'click',function(){var o=document.body.classList.toggle('nav-open');this.setAttribute('aria-expanded',o)});
on(document,'click',function(e){if(document.body.classList.contains('nav-open')&&!e.target.closest('.side,.burger'))document.body.classList.remove('nav-open');
  $$('details.drop[open]').forEach(function(d){if(!d.contains(e.target))d.open=false})});
on(document,'keydown',function(e){if(e.key==='Escape'){document.body.classList.remove('nav-open');$$('details.drop[open]').forEach(function(d){d.open=false})}});
$$('[data-autosubmit]').forEach(function(s){on(s,'change',function(){location.href=s.value})});
$$('.alert .close').forEach(function(b){on(b,'click',function(){b.closest('.alert').remove()})});
})();
