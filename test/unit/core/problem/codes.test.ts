import assert from 'node:assert/strict';
import {
  isOverload,
  isRefusal,
  isSystemic,
  isUnreachable,
  type ProblemCode,
} from '../../../../src/core/problem/codes';

describe('codes of problems', () => {
  const cases: readonly [code: ProblemCode, traits: string][] = [
    ['truncated', 'refusal'],
    ['growing', 'refusal'],
    ['missing', ''],
    ['disk_full', ''],
    ['offline', 'unreachable systemic'],
    ['requests_off', 'unreachable systemic'],
    ['region_blocked', 'unreachable systemic'],
    ['timeout', 'overload systemic'],
    ['rate_limited', 'overload systemic'],
    ['server_error', 'overload systemic'],
    ['bad_answer', 'systemic'],
    ['quota_reached', 'unreachable systemic'],
    ['invalid_token', 'systemic'],
    ['not_found', ''],
    ['bad_input', ''],
    ['cancelled', 'systemic'],
  ];
  const questions = {
    refusal: isRefusal,
    unreachable: isUnreachable,
    overload: isOverload,
    systemic: isSystemic,
  };
  for (const [code, traits] of cases) {
    it(`say of ${code}: ${traits || 'nothing more'}`, () => {
      const held = Object.entries(questions).flatMap(([trait, asks]) => (asks({ code }) ? [trait] : []));
      assert.equal(held.join(' '), traits);
    });
  }
});
