import * as l10n from '@vscode/l10n';
import type { GalleryDetail, GalleryMarks } from '../../../src/protocol/gallery';
import { element, icon } from '../../shared/dom';
import { iconButton, splitTags } from '../actions/actionsBar';
import { ratingText } from '../labels';

const STARS = [1, 2, 3, 4, 5];

/** Favourite and rating of a picture. */
export function marksRow(
  { favourite, rating }: GalleryDetail,
  onMark: (marks: GalleryMarks) => void,
): HTMLElement {
  const heart = iconButton(
    l10n.t('Favourite (F)'),
    favourite ? 'heart-filled' : 'heart',
    'detail favourite',
    () => onMark({ favourite: !favourite }),
  );
  heart.setAttribute('aria-pressed', String(favourite));
  heart.classList.toggle('is-favourite', favourite);
  const stars = STARS.map((star) => {
    const made = element(
      'button',
      { type: 'button', class: 'star', 'aria-label': ratingText(star), 'data-key': `star ${star}` },
      icon(star <= rating ? 'star-full' : 'star-empty'),
    );
    made.setAttribute('aria-pressed', String(star === rating));
    // The same star once more takes the rating away.
    made.addEventListener('click', () => onMark({ rating: star === rating ? 0 : star }));
    return made;
  });
  const group = element('span', { class: 'stars', role: 'group', 'aria-label': l10n.t('Rating') }, ...stars);
  return element('span', { class: 'marks' }, heart, group);
}

/** The tags of a picture, each with a button that takes it away, and a field for more. */
export function tagsList({ tags }: GalleryDetail, onMark: (marks: GalleryMarks) => void): HTMLElement {
  const chips = tags.map((tag) => {
    const remove = element('button', { type: 'button', 'aria-label': l10n.t('Remove tag {0}', tag), 'data-key': `tag ${tag}` }, icon('close')); // prettier-ignore
    remove.addEventListener('click', () => onMark({ removeTags: [tag] }));
    return element('li', {}, element('bdi', {}, tag), remove);
  });
  const field = element('input', { type: 'text', class: 'tag-field', 'aria-label': l10n.t('Add tags'), 'data-key': 'add tag' }); // prettier-ignore
  field.placeholder = l10n.t('Add tags…');
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const added = splitTags(field.value);
    if (added.length > 0) onMark({ addTags: added });
    field.value = '';
  });
  return element('ul', { class: 'tag-chips' }, ...chips, element('li', { class: 'add' }, field));
}
