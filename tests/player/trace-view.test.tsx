/** The view of any trace: what it says, what it draws, and what it refuses. */
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { layOutLanes, stretchAround } from '../../src/player/lanes.ts';
import { readTrace } from '../../src/player/read-trace.ts';
import { NARROW, WIDE } from '../../src/player/Responsive.tsx';
import { announceEvent, describeEvent, isTrouble } from '../../src/player/sentences.ts';
import { symbolOf } from '../../src/player/symbols.ts';
import { TraceView } from '../../src/player/TraceView.tsx';
import { EVERY_KIND } from './example-trace.ts';

const { events } = EVERY_KIND;
const count = (html: string, what: RegExp): number => [...html.matchAll(what)].length;

describe('Every kind of event', () => {
  test.each(events.map((event) => [event.kind, event] as const))('%s is one sentence', (_, event) => {
    const sentence = describeEvent(event);
    expect(sentence).toMatch(/^[A-Z].*[.]$/);
    expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    expect(sentence).not.toMatch(/0x[0-9a-f]{12}/);
  });
  test('kinds that a trace can have are all in the example', () => {
    expect(new Set(events.map(({ kind }) => kind)).size).toBe(events.length);
  });
  test('each has a sign of its own', () => {
    expect(new Set(events.map((event) => `${symbolOf(event).path}${symbolOf(event).filled}`)).size).toBe(
      events.length,
    );
  });
  test('the sentence for an ear begins with the time', () => {
    expect(events.slice(1, 2).map(announceEvent)).toEqual([
      'At 1 s: Node 1 refuses transaction bbbbbb (nonce-too-low): The nonce was used.',
    ]);
  });
  test('what is refused, undone or broken is trouble', () => {
    expect(events.filter(isTrouble).map(({ kind }) => kind)).toEqual([
      'transaction-rejected',
      'block-rejected',
      'reorganised',
      'link-checked',
      'contract-called',
      'step-proved',
      'receipt-refused',
    ]);
  });
});

describe('Reading a trace from outside', () => {
  test('a whole trace is read as it is', () => {
    expect(readTrace(JSON.parse(JSON.stringify(EVERY_KIND)))).toEqual({ ok: true, trace: EVERY_KIND });
  });
  test.each([
    ['nothing', undefined],
    ['a string', 'events'],
    ['a list', []],
    ['an event that is no object', { events: [null] }],
    ['a kind that nobody knows', { events: [{ ...events[0], kind: 'toString' }] }],
    ['a time that is no number', { events: [{ ...events[0], at: 'soon' }] }],
    ['a third layer', { events: [{ ...events[0], layer: 3 }] }],
    ['a missing field', { events: [{ ...events[0], fee: undefined }] }],
    ['a field of the wrong type', { events: [{ ...events[3], transactions: [1] }] }],
  ])('%s is refused with a reason', (_, value) => {
    const reading = readTrace(value);
    expect(reading.ok ? '' : reading.why).toMatch(/\.$/);
  });
});

describe('Lanes', () => {
  test('the stretch in view holds the position and stays within the trace', () => {
    for (let position = 0; position <= 50; position += 1) {
      const [from, to] = stretchAround(50, position, 11);
      expect(to - from).toBe(11);
      expect(from >= 0 && to <= 50).toBe(true);
      expect(position === 0 || (position - 1 >= from && position - 1 < to)).toBe(true);
    }
  });
  test('each node has one lane, and each event lies on its own node’s', () => {
    const layout = layOutLanes(EVERY_KIND, 8, WIDE);
    for (const mark of layout.marks) {
      const lane = layout.lanes.find(({ y }) => y === mark.y);
      expect([mark.event.actor, 'others']).toContain(lane?.name);
    }
  });
  test('a received block has its way from its sender', () => {
    const layout = layOutLanes(EVERY_KIND, 8, WIDE);
    const [arc] = layout.arcs;
    expect(layout.arcs).toHaveLength(1);
    expect(arc?.fromY).toBe(layout.lanes.find(({ name }) => name === 'node-0')?.y);
    expect(arc?.toY).toBe(layout.lanes.find(({ name }) => name === 'node-1')?.y);
  });
  test('a narrow screen shows fewer events and nothing outside the picture', () => {
    const narrow = layOutLanes(EVERY_KIND, 8, NARROW);
    expect(narrow.marks.length).toBeLessThan(layOutLanes(EVERY_KIND, 8, WIDE).marks.length);
    expect(narrow.marks.every(({ x }) => x > 0 && x < NARROW.width)).toBe(true);
  });
});

describe('The view', () => {
  const html = render(<TraceView trace={EVERY_KIND} event={8} />);
  test('opens at the event that went wrong, says so and points at it', () => {
    expect(html).toContain('Went wrong here. At 8 s: Node 2 undoes 2 blocks');
    expect(html).toContain('strata-band--wrong');
    expect(html).toMatch(/<tr class="strata-row--wrong" aria-current="step">/);
  });
  test('opens at the first event where nothing went wrong, or where the index is none of its own', () => {
    expect(render(<TraceView trace={EVERY_KIND} />)).toContain(`>1/${EVERY_KIND.events.length}<`);
    expect(render(<TraceView trace={EVERY_KIND} event={99} />)).toContain(`>1/${EVERY_KIND.events.length}<`);
  });
  test('tells the layers apart by shape', () => {
    const tiles = [
      ...html.matchAll(/strata-mark--l(\d)[^>]*>\s*<rect class="strata-mark__tile"[^>]*?rx="(\d)"/g),
    ];
    expect(tiles.length).toBeGreaterThan(0);
    expect(tiles.every(([, layer, rx]) => (layer === '1' ? rx === '0' : rx === '8'))).toBe(true);
  });
  test('has every event in its table', () => {
    const body = html.slice(html.indexOf('<tbody>'));
    expect(count(body, /<tr/g)).toBe(events.length);
    for (const event of events) expect(body).toContain(describeEvent(event).replaceAll('&', '&amp;'));
  });
  test('gives every control a name', () => {
    for (const [button] of html.matchAll(/<button.*?<\/button>/gs))
      expect(button.replaceAll(/<[^>]*>/g, '').trim() !== '' || /aria-label="[^"]+"/.test(button)).toBe(true);
    for (const [input] of html.matchAll(/<input type="range"[^>]*>/g))
      expect(input).toMatch(/aria-label="[^"]+"/);
  });
  test('shows a run in which nothing happened', () => {
    expect(render(<TraceView trace={{ seed: 1, events: [] }} />)).toContain('Nothing happened in this run.');
  });
});
