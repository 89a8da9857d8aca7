/** How large a batch of the disputed rollup layer 1 has room for. */
import { describe, expect, test } from 'vitest';
import {
  ChainUser,
  ContractChain,
  createKey,
  createTransferInbox,
  gas,
  MOST_WORD_TRANSFERS,
  ready,
  transferWords,
  wei,
} from '../../src/engine/index.ts';

await ready();

describe('a block of 30 million gas', () => {
  const { address } = createKey('sequencer');
  const inbox = createTransferInbox(MOST_WORD_TRANSFERS);
  const gasOf = (count: number, word: (at: number) => bigint): bigint | null => {
    const chain = new ContractChain({
      contracts: [inbox],
      accounts: [[address, { balance: wei(1n), nonce: 0 }]],
      feeMarket: false,
    });
    const transfers = Array.from({ length: count }, (_, at) => ({
      ...{ from: word(at), to: word(at + 1), amount: word(at) },
    }));
    const user = new ChainUser(chain, createKey('sequencer'));
    const call = { kind: 'post', words: transferWords(transfers) } as const;
    try {
      const posted = user.call(inbox, call, { gasLimit: gas(30_000_000n) });
      chain.seal();
      return chain.receipt(posted)?.gasUsed ?? null;
    } catch (refused) {
      expect((refused as Error).message).toContain('gas');
      return null;
    }
  };

  test('takes the largest batch of short words, and some 7,500 transfers of full ones', () => {
    const short = gasOf(MOST_WORD_TRANSFERS, (at) => BigInt(1 + (at % 200)));
    expect(Number(short) / 1e6).toBeCloseTo(13.2, 1);
    const full = (at: number): bigint => (1n << 256n) - 1n - BigInt(at);
    expect(gasOf(7_500, full)).not.toBeNull();
    expect(gasOf(7_600, full)).toBeNull();
  });
});
