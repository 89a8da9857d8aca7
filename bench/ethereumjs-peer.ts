/** The same workload for @ethereumjs/vm: the same keys, amounts and block sizes, each signature recovered in `runBlock`. */
import { createBlock, createBlockFromRLP } from '@ethereumjs/block';
import type { Block } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createFeeMarket1559Tx } from '@ethereumjs/tx';
import { Account, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { createVM, runBlock } from '@ethereumjs/vm';
import type { VM } from '@ethereumjs/vm';
import { FUNDS, GAS_LIMIT } from './engine-workload.ts';
import type { Workload } from './engine-workload.ts';

/** Prepares the peer once and returns what runs all its blocks on a fresh state, ready to be timed. */
export async function createPeer(workload: Workload): Promise<() => Promise<() => Promise<void>>> {
  // Shanghai is the last fork before blocks call system contracts, which plain transfers have no use for.
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Shanghai });
  const secrets = new Map(
    workload.keys.map(({ publicKey, secretKey }) => [publicKey, hexToBytes(secretKey)]),
  );
  const genesis = async (): Promise<VM> => {
    const vm = await createVM({ common });
    for (const { address } of workload.keys) {
      await vm.stateManager.putAccount(createAddressFromString(address), new Account(0n, FUNDS));
    }
    await vm.stateManager.getStateRoot();
    return vm;
  };

  const builder = await genesis();
  const encoded: Uint8Array[] = [];
  for (const { block } of workload.steps) {
    const { height, baseFee, timestamp } = block.header;
    const transactions = block.transfers.map((transfer) => {
      const secret = secrets.get(transfer.publicKey);
      if (secret === undefined) throw new Error('A transfer has an unknown sender.');
      const { nonce, to, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transfer;
      const fields = { chainId: 1n, nonce, to, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas };
      return createFeeMarket1559Tx(fields, { common }).sign(secret);
    });
    const header = {
      number: height,
      gasLimit: GAS_LIMIT,
      baseFeePerGas: baseFee,
      timestamp: timestamp / 1000,
      coinbase: createAddressFromString(workload.proposer.address),
    };
    const draft = createBlock({ header, transactions, withdrawals: [] }, { common });
    let finished: Block | undefined;
    builder.events.on('afterBlock', (event, resolve) => {
      finished = event.block;
      resolve?.();
    });
    await runBlock(builder, {
      block: draft,
      generate: true,
      skipHeaderValidation: true,
      skipBlockValidation: true,
    });
    builder.events.removeAllListeners('afterBlock');
    if (finished === undefined) throw new Error('The peer did not build its block.');
    encoded.push(finished.serialize());
  }

  return async () => {
    const vm = await genesis();
    // Decoded anew each round, so that no sender is remembered from an earlier one.
    const blocks = encoded.map((bytes) => createBlockFromRLP(bytes, { common }));
    return async () => {
      for (const block of blocks) await runBlock(vm, { block, skipHeaderValidation: true });
    };
  };
}
