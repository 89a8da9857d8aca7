/** The whole course in its order: chapters, lessons and labs. The map, the navigation and the progress read it. */

/** One lesson's place in the course. */
export interface CourseLesson {
  /** Name of its file and the last part of its address. */
  readonly name: string;
  readonly title: string;
  /** The article's heading that it tests. */
  readonly section: string;
  /** Lessons not yet written are named on the map, not linked. */
  readonly state: 'written' | 'unwritten';
  /** Ids of its labs, in order. */
  readonly labs: readonly string[];
}

/** One chapter: a stratum of the course map. */
export interface CourseChapter {
  readonly number: number;
  readonly title: string;
  /** Which layer the chapter is about; both where it compares them. */
  readonly layer: 1 | 2 | 'both';
  readonly lessons: readonly CourseLesson[];
}

const lesson = (
  state: CourseLesson['state'],
  name: string,
  title: string,
  section: string,
  labs: readonly string[],
): CourseLesson => ({ name, title, section, state, labs });
const written = lesson.bind(null, 'written');
const unwritten = lesson.bind(null, 'unwritten');

/** Chapters 0 to 8, from the ground up. */
export const COURSE: readonly CourseChapter[] = [
  {
    number: 0,
    title: 'Opening',
    layer: 'both',
    lessons: [
      written('key-takeaways', 'Five takeaways, five predictions', 'Key Takeaways', ['first-transaction']),
    ],
  },
  {
    number: 1,
    title: 'Understanding blockchain layers',
    layer: 'both',
    lessons: [
      written('the-role-of-layer-1', 'The role of layer 1', 'The Role of Layer 1', [
        'hash-links',
        'state-transition',
        'block-size',
      ]),
      written('the-emergence-of-layer-2', 'The emergence of layer 2', 'The Emergence of Layer 2', [
        'fee-market',
        'base-fee',
        'netting',
      ]),
      written('consensus-in-focus', 'Consensus in focus', 'Consensus Mechanisms in Focus', [
        'proof-of-work',
        'fork-choice',
        'proof-of-stake',
      ]),
    ],
  },
  {
    number: 2,
    title: 'The core differences',
    layer: 'both',
    lessons: [
      unwritten(
        'defining-layer-1-and-layer-2',
        'Defining layer 1 and layer 2',
        'Defining Layer 1 and Layer 2',
        ['is-it-a-layer-2', 'walk-away'],
      ),
      unwritten(
        'contrasting-scalability-approaches',
        'Contrasting scalability approaches',
        'Contrasting Scalability Approaches',
        ['segwit-weight', 'channel-or-block'],
      ),
      unwritten(
        'impact-on-speed-and-throughput',
        'Impact on speed and throughput',
        'Impact on Speed and Throughput',
        ['measure-throughput'],
      ),
    ],
  },
  {
    number: 3,
    title: 'Layer 1 solutions',
    layer: 1,
    lessons: [
      unwritten(
        'fundamental-changes-to-protocols',
        'Fundamental changes to protocols',
        'Fundamental Changes to Protocols',
        ['shard-router', 'parallel-execution'],
      ),
      unwritten(
        'consensus-mechanism-variations',
        'Consensus mechanism variations',
        'Consensus Mechanism Variations',
        ['delegated-proof-of-stake', 'proof-of-authority', 'finality-and-slashing', 'energy-meter'],
      ),
      unwritten(
        'direct-blockchain-improvements',
        'Direct blockchain improvements',
        'Direct Blockchain Improvements',
        ['compact-blocks', 'merkle-proof', 'aggregate-signatures', 'coin-age'],
      ),
    ],
  },
  {
    number: 4,
    title: 'Layer 2 solutions',
    layer: 2,
    lessons: [
      unwritten(
        'secondary-protocols-and-networks',
        'Secondary protocols and networks',
        'Secondary Protocols and Networks',
        ['payment-channel', 'state-channel', 'nested-chain', 'two-way-peg'],
      ),
      unwritten('layer-2-implementations', 'Layer 2 implementations', 'Examples of Layer 2 Implementations', [
        'lightning-route',
        'polygon-checkpoint',
        'optimism-dispute-game',
        'arbitrum-bisection',
      ]),
      unwritten('sidechains-and-rollups', 'Sidechains and rollups', 'The Role of Sidechains and Rollups', [
        'rollup-batch',
        'derive-the-chain',
        'rollup-bridge',
        'validity-proof',
      ]),
    ],
  },
  {
    number: 5,
    title: 'The scaling debate',
    layer: 'both',
    lessons: [
      unwritten(
        'comparing-scaling-technologies',
        'Comparing scaling technologies',
        'Comparing Scaling Technologies',
        ['one-workload-six-ways'],
      ),
      unwritten(
        'maintaining-security-and-decentralization',
        'Maintaining security and decentralization',
        'Maintaining Security and Decentralization',
        ['stale-rate', 'nakamoto-coefficient'],
      ),
      unwritten(
        'the-quest-for-higher-throughput',
        'The quest for higher throughput',
        'The Quest for Higher Transaction Throughput',
        ['throughput-budget'],
      ),
    ],
  },
  {
    number: 6,
    title: 'Security and centralization concerns',
    layer: 'both',
    lessons: [
      unwritten(
        'potential-risks-with-layer-2',
        'Potential risks with layer 2',
        'Potential Risks with Layer 2',
        ['break-the-bridge', 'watchtower', 'data-withholding'],
      ),
      unwritten('the-centralization-dilemma', 'The centralization dilemma', 'The Centralization Dilemma', [
        'forced-inclusion',
        'upgrade-keys',
      ]),
      unwritten(
        'ensuring-robustness-in-scaling',
        'Ensuring robustness in scaling',
        'Ensuring Robustness in Scaling',
        ['double-spend', 'selfish-mining'],
      ),
    ],
  },
  {
    number: 7,
    title: 'The future',
    layer: 'both',
    lessons: [
      unwritten(
        'innovations-in-layer-1-and-layer-2',
        'Innovations in layer 1 and layer 2',
        'Innovations in Layer 1 and Layer 2',
        ['erasure-coding', 'availability-sampling'],
      ),
      unwritten(
        'predicting-the-evolution-of-scalability',
        'Predicting the evolution of scalability',
        'Predicting the Evolution of Scalability',
        ['tokenised-asset', 'delivery-versus-payment'],
      ),
      unwritten(
        'the-role-of-emerging-technologies',
        'The role of emerging technologies',
        'The Role of Emerging Technologies',
        ['know-without-telling', 'light-client', 'one-time-signature'],
      ),
    ],
  },
  {
    number: 8,
    title: 'Close',
    layer: 'both',
    lessons: [
      unwritten('harmonizing-the-layers', 'Harmonizing the layers', 'Conclusion', ['your-rollup']),
      unwritten('faq', 'Six questions, answered', 'Frequently Asked Questions', []),
    ],
  },
];

/** Every lesson in the course's order, with its chapter. */
export const LESSONS: readonly (CourseLesson & { readonly chapter: number })[] = COURSE.flatMap((chapter) =>
  chapter.lessons.map((each) => ({ ...each, chapter: chapter.number })),
);

/** Where a lesson is read. */
export const lessonPath = (name: string): string => `/lessons/${name}/`;
