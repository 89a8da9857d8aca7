/** The seals of delegates, authorities and quorums: a good block of each, and the nearest that are refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createTree,
  createWorld,
  delegatedProofOfStake,
  GENESIS,
  heaviestChain,
  leaderOf,
  memberKeys,
  ms,
  newestCertified,
  proofOfAuthority,
  quorumConsensus,
  ready,
  signedVotes,
  slot,
  threeChain,
  type ChainView,
  type Consensus,
  type Hash,
  type NodeId,
  type SealedHeader,
} from '../../src/engine/index.ts';

const root: ChainView = { tree: createTree(GENESIS), head: GENESIS.hash, headers: new Map(), votes: [] };
const nodes: readonly NodeId[] = ['node-0', 'node-1', 'node-2', 'node-3'];
const nodeOf = (index: number): NodeId => `node-${index}`;
const codeOf = (consensus: Consensus, header: SealedHeader, view = root): string => {
  const checked = consensus.verify(header, view);
  return checked.ok ? 'accepted' : checked.rejection.code;
};

/** The block that one of the nodes may build at this time, and who that is. */
function built(consensus: Consensus, now: number, view = root): SealedHeader {
  for (const by of nodes) {
    const input = consensus.propose(view, by, ms(now));
    if (input) return consensus.seal(consensus.template(view, by, ms(now)), input);
  }
  throw new Error(`Nobody may propose at ${now} ms.`);
}

describe('delegates', () => {
  const ballots = [{ voter: 0, stake: 1n, approves: [0, 1, 2, 3] }];
  const consensus = delegatedProofOfStake({
    ballots: () => ballots,
    seats: 4,
    patience: 100,
    beacon: `0x${'5a'.repeat(32)}` as Hash,
    slotMs: ms(3000),
    nodeOf,
  });
  const header = built(consensus, 3000);
  const due = header.seal.kind === 'delegate' ? header.seal.producer : Number.NaN;
  const next = (due + 1) % 4;

  test.each([
    ['accepted', {}],
    ['seal-kind', { seal: { kind: 'lot' } }],
    ['slot-too-early', { slot: slot(0) }],
    ['wrong-producer', { seal: { kind: 'delegate', producer: next } }],
    ['wrong-producer', { slot: slot(2) }],
    ['wrong-node', { proposer: nodeOf(next) }],
  ])('%s', (code, changes) => {
    expect(codeOf(consensus, { ...header, ...(changes as object) })).toBe(code);
  });

  test('each slot is the turn of one, and a round of four brings each once', () => {
    const proposers = [4, 5, 6, 7].map((at) => built(consensus, at * 3000).proposer);
    expect(proposers.toSorted()).toEqual(nodes);
    expect(nodes.filter((by) => consensus.propose(root, by, ms(12_000)))).toHaveLength(1);
    expect(nodes.filter((by) => consensus.propose(root, by, ms(0)))).toHaveLength(0);
  });

  test('a header that is missing from the view is a mistake, not a verdict', () => {
    const lost = { ...root, tree: { ...root.tree, root: `0x${'99'.repeat(32)}` as Hash } };
    expect(() => consensus.scheduleAt(lost, slot(1))).toThrow(RangeError);
  });
});

describe('authorities', () => {
  const consensus = proofOfAuthority({ signers: nodes, periodMs: ms(15_000), epoch: 3 });
  const header = built(consensus, 15_000);

  test.each([
    ['accepted', {}],
    ['seal-kind', { seal: { kind: 'lot' } }],
    ['wrong-node', { proposer: 'node-3' }],
    ['too-early', { timestamp: ms(14_999) }],
    ['difficulty-wrong', { seal: { ...header.seal, difficulty: 1n } }],
    [
      'unauthorised-signer',
      { proposer: 'node-9', seal: { kind: 'authority', signer: 'node-9', difficulty: 1n } },
    ],
    ['checkpoint-unexpected', { seal: { ...header.seal, checkpoint: nodes } }],
  ])('%s', (code, changes) => {
    expect(codeOf(consensus, { ...header, ...(changes as object) })).toBe(code);
  });

  test('in turn at once, out of turn later, at the latest half a second a signer', () => {
    expect(header.proposer).toBe('node-1');
    expect(nodes.filter((by) => consensus.propose(root, by, ms(14_999)))).toEqual([]);
    expect(nodes.filter((by) => consensus.propose(root, by, ms(15_000)))).toEqual(['node-1']);
    expect(nodes.filter((by) => consensus.propose(root, by, ms(17_000)))).toEqual(nodes);
  });

  test('the vote and the list are part of the hash', () => {
    const vote = { target: 'node-9', authorise: true };
    const hashes = [
      header.seal,
      { ...header.seal, vote },
      { ...header.seal, vote: { ...vote, authorise: false } },
    ].map((seal) => consensus.identify({ ...header, seal: seal as SealedHeader['seal'] }));
    expect(new Set(hashes).size).toBe(3);
  });

  test('every third block lists the signers', () => {
    const world = createWorld({
      seed: 1,
      nodes: 4,
      latency: { minMs: ms(50), maxMs: ms(150) },
      consensus,
      forkChoice: heaviestChain,
      stepMs: ms(100),
    });
    world.run(ms(100_000));
    const seals = [...(world.nodes[0]?.headers.values() ?? [])];
    expect(seals.length).toBeGreaterThan(4);
    for (const { height, seal } of seals)
      expect(seal.kind === 'authority' && seal.checkpoint !== undefined).toBe(height % 3 === 0);
  });
});

describe('a quorum', () => {
  let consensus: Consensus;
  let view: ChainView;
  let header: SealedHeader;
  let parent: SealedHeader;
  const SLOT_MS = 3000;
  beforeAll(async () => {
    await ready();
    const keys = memberKeys(4);
    const members = keys.map(({ publicKey }, id) => ({ id, publicKey }));
    consensus = quorumConsensus({ members, slotMs: ms(SLOT_MS), nodeOf });
    const world = createWorld({
      seed: 1,
      nodes: 4,
      latency: { minMs: ms(50), maxMs: ms(150) },
      consensus,
      forkChoice: newestCertified(4),
      stepMs: ms(SLOT_MS),
      voting: {
        slotMs: ms(SLOT_MS),
        stakeOf: () => 1n,
        cast: signedVotes((member) => keys[member]?.secretKey ?? '0x'),
      },
      finality: threeChain,
    });
    world.run(ms(4 * SLOT_MS + 2900));
    const node = world.nodes[0];
    if (!node) throw new Error('A world has nodes.');
    const { tree, headers, votes } = node;
    const last = [...headers.values()].findLast(({ slot: view }) => view === 4);
    const before = last && headers.get(last.parent);
    if (!last || !before) throw new Error('The fourth view has a block upon another.');
    [header, parent] = [last, before];
    view = { tree, headers, votes, head: header.parent };
  });

  test('accepts the block that brings its parent’s certificate', () => {
    expect(codeOf(consensus, header, view)).toBe('accepted');
    expect(header.seal).toMatchObject({ certificate: { block: header.parent, slot: parent.slot } });
  });

  test('refuses another kind, an old view, another leader or node', () => {
    const { seal } = header;
    expect(codeOf(consensus, { ...header, seal: { kind: 'lot' } }, view)).toBe('seal-kind');
    expect(codeOf(consensus, { ...header, slot: parent.slot }, view)).toBe('slot-too-early');
    expect(codeOf(consensus, { ...header, seal: { ...seal, leader: 1 } as SealedHeader['seal'] }, view)).toBe(
      'wrong-leader',
    );
    expect(codeOf(consensus, { ...header, proposer: 'node-1' }, view)).toBe('wrong-node');
    const members = [0, 1, 2].map((id) => ({ id, publicKey: '0x' as const }));
    expect([3, 4, 5].map((at) => leaderOf(slot(at), members))).toEqual([0, 1, 2]);
    expect(() => leaderOf(slot(1), [])).toThrow(RangeError);
  });

  test('refuses no certificate, one for another block, and one with a vote too few', () => {
    const withCertificate = (certificate: unknown): SealedHeader => ({
      ...header,
      seal: { ...header.seal, certificate } as SealedHeader['seal'],
    });
    const own = header.seal.kind === 'quorum' ? header.seal.certificate : null;
    if (!own) throw new Error('The block brings a certificate.');
    expect(codeOf(consensus, withCertificate(null), view)).toBe('certificate-missing');
    const elsewhere = parent.seal.kind === 'quorum' ? parent.seal.certificate : null;
    expect(codeOf(consensus, withCertificate(elsewhere), view)).toBe('certificate-elsewhere');
    expect(codeOf(consensus, withCertificate({ ...own, slot: slot(9) }), view)).toBe('certificate-elsewhere');
    expect(codeOf(consensus, withCertificate({ ...own, votes: own.votes.slice(0, 2) }), view)).toBe(
      'too-few-votes',
    );
  });
});
