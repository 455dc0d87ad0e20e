import type { FilterCase } from './cases';

const smile = ['smile'];

/** Prompts that would mean something else where the texts on both sides of a cut came together. */
export const SEAM_CASES: readonly FilterCase[] = [
  ['a heart does not become a tag', '(<3, smile:1.2), <lora:x:1>', smile, '(<3,:1.2), <lora:x:1>'],
  ['an aspect does not become a schedule', '[16:9, smile]', smile, '[16:9,]'],
  ['an aspect does not become a weight', '(16:9, smile)', smile, '(16:9,)'],
  ['four parts are no schedule', '[a:b:smile:0.5]', smile, '[a:b:smile:0.5]'],
  ['a number behind a group does not become a weight', '(a:(smile)1.2)', smile, '(a:,1.2)'],
  ['a number behind a group and a blank', '(a: (smile) 1.2)', smile, '(a:, 1.2)'],
  ['a number behind a group does not become a step', '[a:(smile)3]', smile, '[a:,3]'],
  ['nor the step of two parts', '[a:b:(smile)3]', smile, '[a:b:,3]'],
  ['a number that is more than a number', '(a:(smile)1.2b)', smile, '(a: 1.2b)'],
  ['too many parts do not become a schedule of two', '[x:y, a:b:3]', ['x:y'], '[a:b:3,]'],
  ['too many parts do not become a schedule of one', '[x:y:z, a:3]', ['x:y:z'], '[a:3,]'],
  ['too many parts, and one in the middle', '[a, x:y:3, b:3]', ['x:y'], '[a, b:3,]'],
  ['still too many parts', '[x:y, a:b:c:3]', ['x:y'], '[a:b:c:3]'],
  ['a colon that is escaped parts nothing', String.raw`[smile, a\:3]`, smile, String.raw`[a\:3]`],
  ['a schedule that was one stays one', '[a:b, smile:3]', smile, '[a:b:3]'],
  ['text does not become an amount', '{smile, 2$$a|b}', smile, '{,2$$a|b}'],
  ['nor an amount without number', '{smile, $$a|b}', smile, '{,$$a|b}'],
  ['nor where a variant goes', '{smile|2$$a|b}', smile, '{,2$$a|b}'],
  ['nor where a group goes', '{(smile)2$$a|b}', smile, '{,2$$a|b}'],
  ['text does not become a chance', '{smile, 0.5::a|b}', smile, '{,0.5::a|b}'],
  ['nor in a later variant', '{a|smile, 0.5::b}', smile, '{a|,0.5::b}'],
  ['nor behind an amount', '{2$$smile, 0.5::a|b}', smile, '{2$$,0.5::a|b}'],
  ['a chance that was one stays one', '{smile|0.5::a|b}', smile, '{0.5::a|b}'],
  ['an amount of the second variant never was one', '{a|smile, 2$$b}', smile, '{a|2$$b}'],
  ['a chance stays one before a weight of NovelAI', '{0.5::smile, 1.2::a::|b}', smile, '{0.5::,1.2::a::|b}'],
  ['variants do not become a variable', '$(smile){a|b}', smile, '$ {a|b}'],
];
