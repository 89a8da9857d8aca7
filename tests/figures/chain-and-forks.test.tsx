/** Hash links and the fork tree: what their state functions find, and what the pictures show of it. */
import { render } from 'preact-render-to-string';
import { headerId, ms, runForks, verifyChain } from 'strata';
import type { Trace } from 'strata';
import { describe, expect, test } from 'vitest';
import { drawForkTree } from '../../src/figures/fork-tree/drawing.tsx';
import { forkRun, type ForkRun } from '../../src/figures/fork-tree/frames.ts';
import {
  describeFork,
  firstReorganisation,
  tableOf as forkTable,
} from '../../src/figures/fork-tree/view.tsx';
import {
  createChain,
  editData,
  editNonce,
  firstFault,
  judge,
  remine,
} from '../../src/figures/hash-links/chain.ts';
import { describeWalk, tableOf } from '../../src/figures/hash-links/view.tsx';
import { NARROW, WIDE } from '../../src/player/Responsive.tsx';

describe('Hash links', () => {
  const chain = createChain(1);
  const links = (blocks: typeof chain) => judge(blocks).map(({ link }) => link);

  test('a fresh chain is sound, by the engine’s own rule too', () => {
    expect(links(chain)).toEqual(['first', 'holds', 'holds', 'holds']);
    expect(judge(chain).every(({ id }) => id.startsWith('0x000'))).toBe(true);
    expect(verifyChain(chain.map(({ header }) => header)).ok).toBe(true);
  });
  test('the same seed gives the same chain, another seed another', () => {
    expect(createChain(1)).toEqual(chain);
    expect(createChain(2)).not.toEqual(chain);
  });
  test('one letter in one block changes its id and breaks what comes after', () => {
    const edited = editData(chain, 1, `${chain[1]?.data}!`);
    expect(judge(edited)[1]?.id).not.toBe(judge(chain)[1]?.id);
    expect(links(edited)).toEqual(['first', 'holds', 'broken', 'cut off']);
    expect(firstFault(judge(edited))).toBe(1);
    expect(verifyChain(edited.map(({ header }) => header)).ok).toBe(false);
    expect(describeWalk(judge(edited), 4)).toContain('Block 1 fails');
  });
  test('a walk that has not come to the fault knows nothing of it', () => {
    const edited = editData(chain, 2, 'other');
    expect(describeWalk(judge(edited), 2)).not.toContain('fails');
    expect(describeWalk(judge(edited), 3)).toContain('Block 2 fails');
  });
  test('a changed nonce is a changed block', () => {
    expect(links(editNonce(chain, 0, 0))).toEqual(['first', 'broken', 'cut off', 'cut off']);
  });
  test('mining one block again moves the break to the next', () => {
    const { chain: once, hashes } = remine(editData(chain, 1, 'other'), 1);
    expect(links(once)).toEqual(['first', 'holds', 'broken', 'cut off']);
    expect(judge(once)[1]?.meetsTarget).toBe(true);
    expect(hashes).toBeGreaterThan(0);
  });
  test('mining all that follows mends the chain', () => {
    let mended = editData(chain, 1, 'other');
    for (const at of [1, 2, 3]) mended = remine(mended, at).chain;
    expect(firstFault(judge(mended))).toBe(-1);
  });
  test('a nonce that does not fit is refused', () => {
    expect(() => editNonce(chain, 0, 2 ** 32)).toThrow(RangeError);
    expect(() => editNonce(chain, 0, -1)).toThrow(RangeError);
  });
  test('the table has the whole ids', () => {
    const table = tableOf(chain, judge(chain));
    expect(table.rows.map((row) => row[4])).toEqual(chain.map(({ header }) => headerId(header)));
  });
});

const hash = (name: string): string => `0x${name.repeat(64)}`;
const [root, left, right, top] = [hash('0'), hash('a'), hash('b'), hash('c')];

/** Two nodes find a block each at height 1; a second block on the right one undoes the left one. */
const FORK: Trace = {
  seed: 0,
  events: (
    [
      {
        kind: 'block-proposed',
        actor: 'node-0',
        block: left,
        parent: root,
        height: 1,
        transactions: [],
        used: '0',
        limit: '0',
        fees: '0',
      },
      { kind: 'head-changed', actor: 'node-0', from: root, to: left, height: 1 },
      {
        kind: 'block-proposed',
        actor: 'node-1',
        block: right,
        parent: root,
        height: 1,
        transactions: [],
        used: '0',
        limit: '0',
        fees: '0',
      },
      { kind: 'head-changed', actor: 'node-1', from: root, to: right, height: 1 },
      { kind: 'block-received', actor: 'node-0', block: right, from: 'node-1' },
      {
        kind: 'block-proposed',
        actor: 'node-1',
        block: top,
        parent: right,
        height: 2,
        transactions: [],
        used: '0',
        limit: '0',
        fees: '0',
      },
      { kind: 'head-changed', actor: 'node-1', from: right, to: top, height: 2 },
      { kind: 'block-received', actor: 'node-0', block: top, from: 'node-1' },
      { kind: 'head-changed', actor: 'node-0', from: left, to: top, height: 2 },
      { kind: 'reorganised', actor: 'node-0', from: left, to: top, ancestor: root, depth: 1 },
    ] as const
  ).map((event, sequence) => ({ ...event, at: sequence, sequence, layer: 1 })),
};

describe('The fork tree', () => {
  const run = forkRun(FORK);

  test('steps are blocks found and heads moved by others’ blocks, and nothing else', () => {
    expect(run.frames.map(({ event }) => event?.kind)).toEqual([
      undefined,
      'block-proposed',
      'block-proposed',
      'block-proposed',
      'reorganised',
    ]);
  });
  test('a proposer stands on its own block at once', () => {
    expect(run.frames[2]?.heads).toEqual(
      new Map([
        ['node-0', left],
        ['node-1', right],
      ]),
    );
  });
  test('the reorganisation undoes the left block', () => {
    expect(run.frames[4]).toMatchObject({ undone: [left], reorganisations: 1, deepest: 1 });
    expect(firstReorganisation(run)).toBe(4);
    expect(describeFork(run, 4)).toBe(
      'At 9 ms: Node 0 undoes 1 block: it goes back to 000000 and follows cccccc in place of aaaaaa.',
    );
  });
  test('the branch that won lies in the first row, the other below', () => {
    expect(run.blocks.map(({ lane }) => lane)).toEqual([1, 0, 0]);
  });
  test('the picture crosses out what was undone and shows every node once', () => {
    const html = render(<>{drawForkTree(run, 4, WIDE)}</>);
    expect(html).toContain('fork__block--undone');
    expect([...html.matchAll(/<circle/g)]).toHaveLength(run.nodes.length);
    expect(html).toContain(
      'aria-label="Block tree with 3 blocks; 2 nodes hold 1 different head; 1 reorganisation so far."',
    );
  });
  test('blocks that are not born yet are not drawn', () => {
    expect(render(<>{drawForkTree(run, 1, WIDE)}</>)).not.toContain('cccc');
  });
  test('the table says which blocks were left behind', () => {
    expect(forkTable(run).rows.map((row) => row[4])).toEqual(['left behind', 'in the chain', 'in the chain']);
  });
});

describe('A real run of forks', () => {
  const played = runForks({ seed: 2, nodes: 6, latency: ms(10_000), blocks: 24 });
  const run: ForkRun = forkRun(played.trace);

  test('counts what the scenario counts', () => {
    const last = run.frames.at(-1);
    expect(run.blocks).toHaveLength(played.blocks);
    expect(last).toMatchObject({ reorganisations: played.reorganisations, deepest: played.deepest });
    expect(forkTable(run).rows.filter((row) => row[4] === 'left behind')).toHaveLength(played.stale);
  });
  test('no two blocks of one height share a row', () => {
    const places = run.blocks.map(({ height, lane }) => `${height}/${lane}`);
    expect(new Set(places).size).toBe(places.length);
  });
  test('every frame is drawn for both widths, with every node', () => {
    for (const size of [WIDE, NARROW]) {
      for (let position = 0; position < run.frames.length; position += 7) {
        const html = render(<>{drawForkTree(run, position, size)}</>);
        expect(html).not.toMatch(/NaN|undefined/);
      }
    }
  });
});
