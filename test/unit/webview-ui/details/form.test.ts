import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { EditableValues } from '../../../../src/core/models/sidecar/fields';
import { detailsHostSide } from '../../../../src/protocol/details';
import {
  DetailsForm,
  fieldError,
  formDiff,
  formText,
  steppedWeight,
} from '../../../../webview-ui/details/form';

const VALUES: EditableValues = {
  name: 'Foo',
  trigger_words: ['foo style', 'a, b'],
  description: 'About',
  base_model: 'Pony',
  preferred_weight: 0.8,
  tags: ['style', 'night'],
};
const base = formText(VALUES);

describe('details form: what changed', () => {
  it('is nothing while nothing means something else', () => {
    assert.deepEqual(formDiff(base, base), {});
    const retyped = {
      ...base,
      name: ' Foo ',
      trigger_words: '\nfoo style\n a, b \n\n',
      tags: 'style,night,',
      preferred_weight: '0,80',
    };
    assert.deepEqual(formDiff(base, retyped), {});
  });

  it('is only the fields that changed', () => {
    assert.deepEqual(formDiff(base, { ...base, notes: 'mine', trigger_words: 'foo style\nnew' }), {
      notes: 'mine',
      trigger_words: ['foo style', 'new'],
    });
  });

  it('says that a value was removed', () => {
    const emptied = formText({});
    assert.deepEqual(formDiff(base, emptied), {
      name: '',
      trigger_words: [],
      description: '',
      base_model: '',
      preferred_weight: null,
      tags: [],
    });
  });

  it('passes the protocol', () => {
    const changed = { ...base, preferred_weight: '-0.5', tags: '' };
    for (const edits of [formDiff(base, formText({})), formDiff(base, changed)]) {
      const params = { edits };
      assert.deepEqual(v.parse(detailsHostSide.requests.save.params, params), params);
    }
    const tooMuch = { edits: { preferred_weight: 6 } };
    assert.equal(v.safeParse(detailsHostSide.requests.save.params, tooMuch).success, false);
  });
});

describe('details form: weight', () => {
  it('is a number from −5 to 5, or nothing', () => {
    for (const good of ['', ' ', '0', '-5', '5', '0.75', '0,75', '−1']) {
      assert.equal(fieldError('preferred_weight', good), undefined, good);
    }
    for (const bad of ['5.01', '-6', 'much', '1e9', 'NaN', 'Infinity']) {
      assert.ok(fieldError('preferred_weight', bad), bad);
    }
  });

  it('steps by 0.05 within its limits', () => {
    assert.equal(steppedWeight('0.8', 1), '0.85');
    assert.equal(steppedWeight('0.3', -1), '0.25');
    assert.equal(steppedWeight('', -1), '0.95');
    assert.equal(steppedWeight('5', 1), '5');
    assert.equal(steppedWeight('much', 1), 'much');
  });
});

describe('details form: typing', () => {
  it('is dirty until it says again what was saved', () => {
    const form = new DetailsForm(base);
    form.type('name', 'Bar');
    assert.equal(form.dirty, true);
    assert.equal(form.text('name'), 'Bar');
    form.type('name', 'Foo');
    assert.equal(form.dirty, false);
  });

  it('keeps what is typed when the host sends news, and tells of what changed beneath', () => {
    const form = new DetailsForm(base);
    form.type('name', 'Mine');
    form.update({ ...base, name: 'Theirs', notes: 'news' });
    assert.equal(form.text('name'), 'Mine');
    assert.equal(form.text('notes'), 'news');
    form.type('name', 'Mine!');
    assert.equal(form.changedUnderneath('name'), 'Theirs');
    assert.equal(form.changedUnderneath('notes'), undefined);
    form.revert('name');
    assert.equal(form.text('name'), 'Theirs');
  });

  it('is done when the host says what is typed', () => {
    const form = new DetailsForm(base);
    form.type('name', 'Mine');
    form.update({ ...base, name: 'Mine' });
    assert.equal(form.dirty, false);
  });

  it('comes back from a draft, and sees what changed while it was away', () => {
    const before = new DetailsForm(base);
    before.type('notes', 'half a thou');
    const form = new DetailsForm({ ...base, notes: 'a fetch' }, before.draft());
    assert.equal(form.text('notes'), 'half a thou');
    assert.equal(form.changedUnderneath('notes'), 'a fetch');
    assert.equal(new DetailsForm(base).changedUnderneath('notes'), undefined);
  });

  it('keeps after a save what was typed while it ran', () => {
    const form = new DetailsForm(base);
    form.type('name', 'One');
    form.type('notes', 'note');
    const sent = form.texts();
    form.type('notes', 'note and more');
    form.update({ ...base, name: 'One', notes: 'note' });
    form.saved(sent);
    assert.deepEqual(form.changes(), { notes: 'note and more' });
    assert.equal(form.changedUnderneath('notes'), undefined);
  });

  it('names the field that cannot be saved', () => {
    const form = new DetailsForm(base);
    form.type('preferred_weight', '12');
    assert.equal(form.firstError(), 'preferred_weight');
    assert.equal(form.dirty, true);
  });
});
