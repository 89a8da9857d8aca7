/** Names, times and numbers as the player says them. */
import { expect, test } from 'vitest';
import { sayActor, sayAmount, sayCount, sayTime, shortName } from '../../src/player/wording.ts';

test('times are said in the unit that fits them', () => {
  expect([0, 340, 999, 12_400, 119_000, 500_000, 12_000_000].map(sayTime)).toEqual([
    '0 s',
    '340 ms',
    '999 ms',
    '12.4 s',
    '119 s',
    '8 min 20 s',
    '3 h 20 min',
  ]);
});

test('a hash is known by its end, since a mined one begins with zeros', () => {
  expect(shortName(`0x${'0'.repeat(60)}beef`)).toBe('00beef');
  expect(shortName('node-3')).toBe('node-3');
});

test('actors begin a sentence', () => {
  expect(['node-3', 'sequencer', 'some-node'].map(sayActor)).toEqual(['Node 3', 'Sequencer', 'Some-node']);
});

test('amounts keep all their digits', () => {
  expect(sayAmount('123456789012345678901')).toBe('123,456,789,012,345,678,901');
  expect(sayAmount('about 5')).toBe('about 5');
});

test('one is singular', () => {
  expect([sayCount(1, 'block'), sayCount(2, 'block'), sayCount(0, 'hash', 'hashes')]).toEqual([
    '1 block',
    '2 blocks',
    '0 hashes',
  ]);
});
