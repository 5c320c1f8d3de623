// Stems of words, as the desk's search makes them: Russian for Cyrillic letters
// and English for Latin ones (the Snowball algorithms "russian" and "english"),
// any other script as it is. A test holds each against the program's own.
const Stems = (() => {
  'use strict';
  const ends = (word, list) => list.find((end) => word.endsWith(end));
  const cut = (word, n) => word.slice(0, word.length - n);

  // Russian.
  const vowelsRu = 'аеиоуыэюя';
  const gerunds = ['ившись', 'ывшись', 'вшись', 'ивши', 'ывши', 'вши', 'ив', 'ыв', 'в'];
  const adjectives = 'ими ыми его ого ему ому ее ие ые ое ей ий ый ой ем им ым ом их ых ую юю ая яя ою ею'.split(' ');
  const participles = 'ивш ывш ующ ем нн вш ющ щ'.split(' ');
  const verbs = ('уйте ейте ыть ыло ыли ыла уют ует нно йте ишь ить ите ило или ила ешь ете ены ено ена ят ют ыт ым ' +
    'ыл ую уй ть ны но на ло ли ла ит им ил ет ен ем ей ю н л й').split(' ');
  const nouns = ('иями ями иях иям ием ией ами ях ям ья ью ье ом ой ов ия ию ий ии ие ем ей еи ев ах ам ' +
    'я ю ь ы у о й и е а').split(' ');
  const afterA = {
    gerund: new Set(['в', 'вши', 'вшись']),
    participle: new Set(['ем', 'нн', 'вш', 'ющ', 'щ']),
    verb: new Set('ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно'.split(' ')),
  };

  function russian(word) {
    if (word.length <= 2) return word;
    let rv = word.length;
    for (let i = 0; i < word.length; i++) if (vowelsRu.includes(word[i])) { rv = i + 1; break; }
    const after = (from) => {
      for (let i = from; i + 1 < word.length; i++) if (vowelsRu.includes(word[i]) && !vowelsRu.includes(word[i + 1])) return i + 2;
      return word.length;
    };
    const r2 = after(after(0));
    const head = word.slice(0, rv);
    let tail = word.slice(rv);
    const drop = (list, group) => {
      const end = ends(tail, list);
      if (!end || (group?.has(end) && !/[ая]$/.test(cut(tail, end.length)))) return false;
      tail = cut(tail, end.length);
      return true;
    };
    const adjectival = () => {
      if (!drop(adjectives)) return false;
      drop(participles, afterA.participle);
      return true;
    };
    if (!drop(gerunds, afterA.gerund)) {
      drop(['ся', 'сь']);
      adjectival() || drop(verbs, afterA.verb) || drop(nouns);
    }
    drop(['и']);
    let stem = head + tail;
    const derived = ends(stem.slice(Math.min(r2, stem.length)), ['ост', 'ость']);
    if (derived) stem = cut(stem, derived.length);
    if (stem.endsWith('нн')) return cut(stem, 1);
    const best = ends(stem, ['ейше', 'ейш']);
    if (best) {
      stem = cut(stem, best.length);
      return stem.endsWith('нн') ? cut(stem, 1) : stem;
    }
    return stem.endsWith('ь') ? cut(stem, 1) : stem;
  }

  // English.
  const special = new Map(Object.entries({ skis: 'ski', skies: 'sky', dying: 'die', lying: 'lie', tying: 'tie', idly: 'idl', gently: 'gentl',
    ugly: 'ugli', early: 'earli', only: 'onli', singly: 'singl' }));
  for (const same of 'sky news howe atlas cosmos bias andes inning innings outing canning herring earring proceed exceed succeed'.split(' ')) {
    special.set(same, same.replace(/^innings$/, 'inning'));
  }
  for (const [many, one] of Object.entries({ innings: 'inning', outings: 'outing', cannings: 'canning', herrings: 'herring', earrings: 'earring',
    proceeds: 'proceed', proceeded: 'proceed', proceeding: 'proceed', exceeds: 'exceed', exceeded: 'exceed', exceeding: 'exceed',
    succeeds: 'succeed', succeeded: 'succeed', succeeding: 'succeed' })) special.set(many, one);
  const vowel = /[aeiouy]/;
  const step2 = [['ational', 'ate'], ['fulness', 'ful'], ['iveness', 'ive'], ['ization', 'ize'], ['ousness', 'ous'], ['biliti', 'ble'], ['lessli', 'less'],
    ['tional', 'tion'], ['alism', 'al'], ['aliti', 'al'], ['ation', 'ate'], ['entli', 'ent'], ['fulli', 'ful'], ['iviti', 'ive'], ['ousli', 'ous'],
    ['anci', 'ance'], ['abli', 'able'], ['alli', 'al'], ['ator', 'ate'], ['enci', 'ence'], ['izer', 'ize'], ['bli', 'ble'], ['ogi', 'og'], ['li', '']];
  const step3 = [['ational', 'ate'], ['tional', 'tion'], ['alize', 'al'], ['ative', ''], ['icate', 'ic'], ['iciti', 'ic'], ['ical', 'ic'], ['ful', ''], ['ness', '']];
  const step4 = ['ement', 'able', 'ance', 'ence', 'ible', 'ment', 'ant', 'ate', 'ent', 'ion', 'ism', 'iti', 'ive', 'ize', 'ous', 'al', 'er', 'ic'];

  const region = (word, from) => {
    for (let i = from; i + 1 < word.length; i++) if (vowel.test(word[i]) && !vowel.test(word[i + 1])) return i + 2;
    return word.length;
  };
  const shortSyllable = (word, i) =>
    i === 0 ? vowel.test(word[0]) && word.length > 1 && !vowel.test(word[1])
      : vowel.test(word[i]) && !vowel.test(word[i - 1]) && i + 1 < word.length && !/[aeiouywxY]/.test(word[i + 1]);

  function english(word) {
    if (word.length <= 2) return word;
    if (special.has(word)) return special.get(word);
    for (let i = 0; i < word.length; i++) {
      if (word[i] === 'y' && (i === 0 || vowel.test(word[i - 1]))) word = word.slice(0, i) + 'Y' + word.slice(i + 1);
    }
    const opening = /^(?:gener|commun|arsen)/.exec(word);
    let r1 = opening ? opening[0].length : region(word, 0);
    let r2 = region(word, r1);
    const endShort = () => (word.length === 2 ? shortSyllable(word, 0) : shortSyllable(word, word.length - 2));
    const swap = (end, by) => { word = cut(word, end.length) + by; r1 = Math.min(r1, word.length); r2 = Math.min(r2, word.length); };

    const possessive = ends(word, ["'s'", "'s", "'"]);
    if (possessive) swap(possessive, '');
    let end = ends(word, ['sses', 'ied', 'ies', 'us', 'ss', 's']);
    if (end === 'sses') swap(end, 'ss');
    else if (end === 'ied' || end === 'ies') swap(end, word.length > 4 ? 'i' : 'ie');
    else if (end === 's' && vowel.test(word.slice(0, -2))) swap(end, '');

    end = ends(word, ['eedly', 'ingly', 'edly', 'ing', 'eed', 'ed']);
    if (end === 'eed' || end === 'eedly') {
      if (word.length - end.length >= r1) swap(end, 'ee');
    } else if (end && vowel.test(cut(word, end.length))) {
      const [keep1, keep2] = [r1, r2];
      swap(end, '');
      const next = ends(word, ['at', 'bl', 'iz', 'bb', 'dd', 'ff', 'gg', 'mm', 'nn', 'pp', 'rr', 'tt']);
      if (next === 'at' || next === 'bl' || next === 'iz') word += 'e';
      else if (next) word = cut(word, 1);
      else if (r1 >= word.length && endShort()) { word += 'e'; r1 = r2 = word.length; }
      if (next || r1 < word.length) { r1 = Math.min(keep1, word.length); r2 = Math.min(keep2, word.length); }
    }
    if (word.length > 2 && /[^aeiouy][yY]$/.test(word)) word = cut(word, 1) + 'i';

    let found = step2.find(([e]) => word.endsWith(e));
    if (found && word.length - found[0].length >= r1) {
      const before = word[word.length - found[0].length - 1] ?? '';
      if (found[0] === 'li') { if (/[cdeghkmnrt]/.test(before)) swap('li', ''); }
      else if (found[0] === 'ogi') { if (before === 'l') swap('ogi', 'og'); }
      else swap(found[0], found[1]);
    }
    found = step3.find(([e]) => word.endsWith(e));
    if (found && word.length - found[0].length >= r1) {
      if (found[0] !== 'ative') swap(found[0], found[1]);
      else if (word.length - 5 >= r2) swap('ative', '');
    }
    end = ends(word, step4);
    if (end && word.length - end.length >= r2 && (end !== 'ion' || /[st]ion$/.test(word))) swap(end, '');

    if (word.endsWith('e')) {
      const stem = cut(word, 1);
      const shortBefore = () => (stem.length === 2 ? shortSyllable(stem, 0) : shortSyllable(stem, stem.length - 2));
      if (word.length - 1 >= r2 || (word.length - 1 >= r1 && !shortBefore())) swap('e', '');
    } else if (word.endsWith('ll') && word.length - 1 >= r2) swap('l', '');
    return word.toLowerCase();
  }

  const word = /[\p{L}\p{Nd}\p{Mn}](?:[\p{L}\p{Nd}\p{Mn}\u00ad]|['’](?=\p{L}))*/gu;

  // stem is what the forms of a word have in common.
  function stem(form) {
    const plain = form.toLowerCase().replace(/’/g, "'").replace(/\u00ad/g, '').replace(/ё/g, 'е');
    if (/^\p{Script=Cyrillic}/u.test(plain)) return russian(plain);
    if (/^[a-z]/.test(plain)) return english(plain);
    return plain;
  }
  return { of: (text) => (text.match(word) ?? []).map(stem), word, stem };
})();
