/** The workload of the import benchmark: blocks of signed transfers between accounts that each send and receive. */
import {
  buildBlock,
  createGenesis,
  createKey,
  createState,
  gas,
  ms,
  ready,
  signTransfer,
  slot,
  wei,
} from '../src/engine/index.ts';
import type { Block, KeyPair, SignedTransfer, Tip } from '../src/engine/index.ts';

export const CHAIN_ID = 1;
export const BLOCKS = 8;
export const TRANSFERS_PER_BLOCK = 100;
export const ACCOUNTS = 200;
export const FUNDS = 10n ** 21n;
export const GAS_LIMIT = 30_000_000n;

export interface Workload {
  readonly keys: readonly KeyPair[];
  readonly proposer: KeyPair;
  /** Each block with the tip it is imported on. */
  readonly steps: readonly { readonly parent: Tip; readonly block: Block }[];
}

/** Every account sends in turn, each time to another one, a little more each time. */
export async function createWorkload(): Promise<Workload> {
  await ready();
  const keys = Array.from({ length: ACCOUNTS }, (_, index) => createKey(`bench ${index}`));
  const proposer = createKey('bench proposer');
  let parent = createGenesis(
    createState(keys.map(({ address }) => [address, { balance: wei(FUNDS), nonce: 0 }])),
    gas(GAS_LIMIT),
  );
  const sent = new Map<KeyPair, number>();
  const steps: Workload['steps'][number][] = [];
  for (let height = 1; height <= BLOCKS; height += 1) {
    const transfers = Array.from({ length: TRANSFERS_PER_BLOCK }, (_, index): SignedTransfer => {
      const turn = height * TRANSFERS_PER_BLOCK + index;
      const from = keys[turn % ACCOUNTS] as KeyPair;
      const to = keys[(turn * 7 + 1) % ACCOUNTS] as KeyPair;
      const nonce = sent.get(from) ?? 0;
      sent.set(from, nonce + 1);
      return signTransfer(
        {
          chainId: CHAIN_ID,
          nonce,
          to: to.address,
          value: wei(10n ** 15n + BigInt(turn)),
          gasLimit: gas(21_000n),
          maxFeePerGas: wei(5n * 10n ** 9n),
          maxPriorityFeePerGas: wei(10n ** 9n),
        },
        from.secretKey,
      );
    });
    const proposal = { proposer: proposer.address, slot: slot(height), timestamp: ms(12_000 * height) };
    const built = buildBlock(parent, transfers, proposal, { chainId: CHAIN_ID });
    if (built.refused.length > 0) throw new Error('The workload holds a transfer that is refused.');
    steps.push({ parent, block: built.block });
    parent = { header: built.block.header, state: built.state };
  }
  return { keys, proposer, steps };
}
