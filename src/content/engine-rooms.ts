/** The rooms of the engine as its reference presents them, from the ground up. */

/** A room's title and what it is for. */
export interface EngineRoomText {
  /** Its folder in the engine and its address under `/engine/`. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly layer?: 1 | 2;
}

/** Every room, in the order in which the parts stand on each other. */
export const ENGINE_ROOMS: readonly EngineRoomText[] = [
  {
    id: 'foundation',
    title: 'Foundation',
    about:
      'Bytes, hashes, keys and signatures, trees of hashes, units, refusals and seeded chance: what every other part stands on.',
  },
  {
    id: 'simulation',
    title: 'Simulation',
    about:
      'A world of actors with a clock, a network with latency and partitions, and the trace of everything that happened.',
  },
  {
    id: 'layer1/ledger',
    title: 'Ledgers',
    about:
      'What a transaction is and what it does: the account ledger with its fees, and the ledger of unspent outputs with its scripts.',
    layer: 1,
  },
  {
    id: 'layer1/chain',
    title: 'Chains',
    about:
      'Headers and blocks of both kinds, how they are built, checked and imported, and how a chain reorganises.',
    layer: 1,
  },
  {
    id: 'layer1/consensus',
    title: 'Consensus',
    about:
      'Who may add a block and which chain counts: work, stake, delegates, authority, coin age, quorums, and finality.',
    layer: 1,
  },
  {
    id: 'layer1/scaling',
    title: 'Scaling inside layer 1',
    about: 'Larger blocks, compact relay, shards, parallel execution and aggregate signatures.',
    layer: 1,
  },
  {
    id: 'layer1/data',
    title: 'Data availability',
    about: 'Blobs and their fee, erasure coding, commitments to polynomials, and sampling.',
    layer: 1,
  },
  {
    id: 'layer1/machine',
    title: 'The machine',
    about:
      'A small metered stack machine whose every step can be proven, and contracts that call each other as they do in life.',
    layer: 1,
  },
  {
    id: 'layer1/post-quantum',
    title: 'Signatures after quantum computers',
    about:
      'One-time signatures and why a key signs once, LMS by hand, ML-DSA and SLH-DSA; accounts that choose how they sign, and the block space that it takes.',
    layer: 1,
  },
  {
    id: 'layer2/channels',
    title: 'Payment channels',
    about:
      'Payments between two parties that reach the chain only to open, to close, and when one of them cheats or goes silent.',
    layer: 2,
  },
  {
    id: 'layer2/lightning',
    title: 'Lightning',
    about:
      'Payments over the channels of others: routes with fees, locks and capacities, onions that show each hop no more than its own part, and preimages that let all hops happen or none.',
    layer: 2,
  },
  {
    id: 'layer2/state-channels',
    title: 'State channels',
    about:
      'A game that two play off chain with coins locked on it, and the contract that plays it on when one of them goes silent or lies.',
    layer: 2,
  },
  {
    id: 'layer2/plasma',
    title: 'Plasma',
    about:
      'A chain that an operator commits to the chain below, and exits with which its users leave whatever it does.',
    layer: 2,
  },
  {
    id: 'layer2/sidechains',
    title: 'Sidechains and nested chains',
    about: 'Chains with validators of their own: pegs, checkpoints, and chains upon chains.',
    layer: 2,
  },
  {
    id: 'layer2/rollups',
    title: 'Rollups',
    about:
      'A chain that anyone derives from layer 1: batches of few bytes, an inbox that nobody can shut, a sequencer and its promises, a bridge home, and what a validium leaves out.',
    layer: 2,
  },
  {
    id: 'layer2/rollups/optimistic',
    title: 'Disputes',
    about:
      'Who says what layer 2 is, and how a lie falls: a game of claims on positions, a bisection, clocks, bonds, and the one step that layer 1 runs.',
    layer: 2,
  },
  {
    id: 'layer2/rollups/validity',
    title: 'Validity proofs',
    about:
      'A STARK from the field up, the equations of a transfer, and a contract that moves its root for a proof and for nothing else.',
    layer: 2,
  },
  {
    id: 'bridging',
    title: 'Bridges',
    about:
      'What one chain can know of another: light clients, packets with proofs, swaps, shared security, and bridges of keys.',
  },
  {
    id: 'assets',
    title: 'Assets',
    about: 'Tokens, securities with rules for who may hold them, and delivery against payment.',
  },
  {
    id: 'zero-knowledge',
    title: 'Zero knowledge',
    about:
      'Knowing a secret without telling it: commit, challenge, respond; simulator and extractor; proofs by hash, done wrong and right; numbers in a range.',
  },
  {
    id: 'adversaries',
    title: 'Adversaries',
    about:
      'Participants who break the rules to their advantage: double spends, selfish mining, eclipses, censorship.',
  },
  {
    id: 'measures',
    title: 'Measures',
    about:
      'Figures taken from traces, and the closed forms that they are compared with. Only here are floating-point functions allowed.',
  },
  {
    id: 'scenarios',
    title: 'Scenarios',
    about:
      'Whole worlds from a seed, with a learner’s part as a parameter; labs, figures and lessons share them.',
  },
];
