/** A rollup under faults: what may happen to it, an honest challenger, and what must hold after every block. */
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  balanceIn,
  blsSign,
  contractAddress,
  createKey,
  createRollupWallet,
  deployRollup,
  deriveChain,
  finaliseCall,
  ms,
  ok,
  paidSlot,
  proveCall,
  proveWithdrawal,
  rollupAccountAt,
  rollupIndexOf,
  RollupNode,
  RollupSequencer,
  rollupSupply,
  signRollupOrder,
  slotOf,
  storedWord,
  utf8,
  wei,
  wordBytes,
  bytesToHex,
  withdrawnValue,
  type Hash,
  type RollupWallet,
  type SoftConfirmation,
} from '../../src/engine/index.ts';

export const FINNEY = 10n ** 15n;
export const WINDOW = 5;

/** Something that happens; people are numbers from 0 to 2, and anything may fail. */
export type RollupFault =
  | { readonly kind: 'deposit'; readonly who: number; readonly amount: number }
  | { readonly kind: 'order' | 'force'; readonly who: number; readonly to: number; readonly amount: number }
  | { readonly kind: 'prove' | 'finalise'; readonly index: number; readonly proposal: number }
  | { readonly kind: 'garbage'; readonly bytes: Uint8Array }
  | { readonly kind: 'replay'; readonly place: number; readonly cut: number }
  | { readonly kind: 'reorganise'; readonly depth: number; readonly drop: number }
  | { readonly kind: 'post' | 'propose' | 'lie' | 'seal' | 'crash' | 'settle' };

const who = fc.nat(2);
/** Recipient 3 stands for one's own address on layer 1, 4 for an address that nobody knows. */
const payment = { who, to: fc.nat(4), amount: fc.integer({ min: 1, max: 400 }) };
const bare = (kind: 'post' | 'propose' | 'lie' | 'seal' | 'crash' | 'settle') => fc.constant({ kind });
/** What may happen, the usual more often. */
export const rollupFaults: fc.Arbitrary<readonly RollupFault[]> = fc.array(
  fc.oneof<fc.MaybeWeightedArbitrary<RollupFault>[]>(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('deposit' as const), who, amount: payment.amount }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('order' as const), ...payment }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('force' as const), ...payment }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('prove' as const, 'finalise' as const),
        index: fc.nat(3),
        proposal: fc.nat(3),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('garbage' as const),
        bytes: fc.uint8Array({ maxLength: 60 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('replay' as const), place: fc.nat(5), cut: fc.nat(3) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('reorganise' as const),
        depth: fc.integer({ min: 1, max: 7 }),
        drop: fc.nat(7),
      }),
    },
    { weight: 5, arbitrary: bare('post') },
    { weight: 2, arbitrary: bare('propose') },
    { weight: 1, arbitrary: bare('lie') },
    { weight: 9, arbitrary: bare('seal') },
    { weight: 1, arbitrary: bare('crash') },
    { weight: 1, arbitrary: bare('settle') },
  ),
  { minLength: 25, maxLength: 70 },
);

const NAMES = ['Ana', 'Ben', 'Cem'];
let people: readonly RollupWallet[] | null = null;
let anySignature: Uint8Array | null = null;

/** A rollup on which such things happen. Signatures are not checked here: what is tried is everything else. */
export class FaultyRollup {
  readonly wallets = (people ??= NAMES.map((name) => createRollupWallet(name)));
  readonly sequencerKey = createKey('faulty sequencer');
  readonly challengerKey = createKey('faulty challenger');
  readonly rollup = deployRollup({
    ...{ sequencer: this.sequencerKey, challenger: this.challengerKey, wallets: this.wallets },
    ...{ sequencingWindow: WINDOW, outputDelay: ms(96_000), withdrawalDelay: ms(24_000) },
    parts: { checkSignature: () => ok(undefined) },
  });
  readonly node = new RollupNode(this.rollup.config);
  readonly posted: Uint8Array[] = [];
  /** All that the sequencer has ever promised. */
  readonly promises: SoftConfirmation[] = [];
  /** The most that has been paid out at any time. */
  mostPaid = 0n;
  sequencer = this.#newSequencer();

  #newSequencer(): RollupSequencer {
    const signature = (anySignature ??= blsSign(
      utf8('any'),
      (this.wallets[0] as RollupWallet).bls.secretKey,
    ));
    const { config, inbox } = this.rollup;
    const account = this.rollup.user(config.sequencer);
    // What it has promised is all that a sequencer stores of its own.
    const promises = [...this.promises];
    return new RollupSequencer({
      config,
      inbox,
      key: this.sequencerKey,
      account,
      ask: () => signature,
      promises,
    });
  }

  /** Lets one thing happen. */
  act(fault: RollupFault): void {
    const { rollup, wallets } = this;
    const { chain, config, inbox, outputs, bridge } = rollup;
    const walletOf = (at: number): RollupWallet => wallets[at] as RollupWallet;
    switch (fault.kind) {
      case 'deposit': {
        const { address } = walletOf(fault.who);
        rollup
          .user(address)
          .call(bridge, { kind: 'deposit', to: address }, { value: wei(BigInt(fault.amount) * FINNEY) });
        return;
      }
      case 'order': {
        const wallet = walletOf(fault.who);
        const { state } = this.sequencer.draft;
        const index = rollupIndexOf(state, wallet.address);
        const nonce = (index === null ? null : rollupAccountAt(state, index))?.nonce ?? 0;
        const to = fault.to === 3 ? ('layer-1' as const) : this.#addressOf(fault.to);
        const value = wei(BigInt(fault.amount) * FINNEY);
        const accepted = this.sequencer.accept(
          signRollupOrder({ chainId: config.chainId, nonce, to, value, feeClass: 0 }, wallet.key),
        );
        if (accepted.ok) this.promises.push(accepted.value);
        return;
      }
      case 'force': {
        const { address } = walletOf(fault.who);
        const value = BigInt(fault.amount) * FINNEY;
        rollup
          .user(address)
          .call(
            inbox,
            fault.to === 3
              ? { kind: 'forceWithdrawal', to: address, value }
              : { kind: 'forceTransfer', to: this.#addressOf(fault.to), value },
          );
        return;
      }
      case 'post': {
        const posted = this.sequencer.post();
        if (posted.ok && posted.value !== null) this.posted.push(posted.value.data);
        return;
      }
      case 'garbage':
        rollup.user(config.sequencer).call(inbox, { kind: 'post', batch: fault.bytes });
        return;
      case 'replay': {
        const old = this.posted.at(-1 - fault.place);
        if (old === undefined) return;
        const batch = old.slice(0, old.length - fault.cut);
        rollup.user(config.sequencer).call(inbox, { kind: 'post', batch });
        return;
      }
      case 'propose': {
        const { outputRoot: root, number: height } = this.node.head;
        rollup.user(config.sequencer).call(outputs, { kind: 'propose', root, height });
        return;
      }
      case 'lie': {
        const root = `0x${'ab'.repeat(32)}` as Hash;
        rollup
          .user(config.sequencer)
          .call(outputs, { kind: 'propose', root, height: this.node.head.number + 1 });
        return;
      }
      case 'prove':
      case 'finalise': {
        const against = this.node.blocks.find(
          ({ outputRoot }) => outputRoot === this.proposals[fault.proposal]?.root,
        );
        const proven = proveWithdrawal(against ?? this.node.head, fault.index);
        if (proven === null) return;
        // All of them belong to somebody here, or to an address that nobody holds a key of: then anyone proves.
        const owner = wallets.find(({ address }) => address === proven.withdrawal.to) ?? walletOf(0);
        rollup
          .user(owner.address)
          .call(
            bridge,
            fault.kind === 'prove'
              ? proveCall(fault.proposal, proven.withdrawal, proven.proof)
              : finaliseCall(proven.withdrawal),
          );
        return;
      }
      case 'seal':
        chain.seal();
        this.follow();
        return;
      case 'reorganise': {
        const depth = Math.min(fault.depth, chain.height);
        chain.reorganise(depth, (id) => Number.parseInt(id.slice(-1), 16) % 8 < fault.drop);
        this.follow();
        return;
      }
      case 'settle':
        this.#settle();
        return;
      case 'crash':
        this.sequencer = this.#newSequencer();
        return;
    }
  }

  /** All that left layer 2 is proven and, after some blocks, asked for twice. */
  #settle(): void {
    this.act({ kind: 'propose' });
    this.act({ kind: 'seal' });
    const proposal = this.proposals.length - 1;
    const indexes = [0, 1, 2, 3];
    for (const index of indexes) this.act({ kind: 'prove', index, proposal });
    for (let block = 0; block < 9; block += 1) this.act({ kind: 'seal' });
    for (const index of [...indexes, ...indexes]) {
      this.act({ kind: 'finalise', index, proposal });
      this.act({ kind: 'seal' });
    }
  }

  #addressOf(at: number) {
    return this.wallets[at]?.address ?? createKey('nobody').address;
  }

  /** The proposals that layer 1 knows. */
  get proposals(): readonly { readonly root: Hash; readonly height: number }[] {
    const { chain, outputs } = this.rollup;
    const at = contractAddress(outputs.id);
    const word = (slot: bigint): bigint => storedWord(chain.state, at, slot);
    return Array.from({ length: Number(word(0n)) }, (_, index) => ({
      root: bytesToHex(wordBytes(word(slotOf(1n, BigInt(index))))) as Hash,
      height: Number(word(slotOf(2n, BigInt(index)))),
    }));
  }

  /** All read layer 1; the challenger, who is awake, strikes out what does not follow. */
  follow(): void {
    const { chain, outputs } = this.rollup;
    this.node.follow(chain.blocks);
    this.sequencer.follow();
    const { blocks } = this.node;
    for (const [proposal, { root, height }] of this.proposals.entries())
      if (blocks[height]?.outputRoot !== root)
        this.rollup.user(this.challengerKey.address).call(outputs, { kind: 'strikeOut', proposal });
    this.check();
  }

  /** What holds after every block and every reorganisation. */
  check(): void {
    const { chain, config } = this.rollup;
    const { head, blocks } = this.node;
    const locked = balanceIn(chain.state, config.bridge);
    const isPaid = (index: number): boolean => storedWord(chain.state, config.bridge, paidSlot(index)) !== 0n;
    const paidIndexes = Array.from({ length: 40 }, (_, index) => index).filter(isPaid);
    // Nobody is paid for what has not left layer 2.
    for (const index of paidIndexes) expect(index).toBeLessThan(head.state.withdrawalCount);
    const paid = paidIndexes.reduce((sum, index) => {
      const proven = proveWithdrawal(head, index);
      return sum + (proven?.withdrawal.value ?? 0n);
    }, 0n);
    if (paid > this.mostPaid) this.mostPaid = paid;
    const supply = rollupSupply(head.state);
    // Supply above, and what waits to be paid, never exceed what is locked below.
    expect(supply + withdrawnValue(head.state) - paid).toBeLessThanOrEqual(locked);
    const deposited = chain.blocks
      .flatMap(({ block, receipts }) => block.transactions.map((one, at) => ({ one, receipt: receipts[at] })))
      .filter(({ one, receipt }) => one.to === config.bridge && receipt?.ok === true)
      .reduce((sum, { one }) => sum + one.value, 0n);
    // Each withdrawal is paid once: what is left is what came less what was due.
    expect(locked).toBe(deposited - paid);
    // What layer 1 asks for is done within the window, whoever is silent.
    expect(head.origin.height).toBeGreaterThanOrEqual(Math.max(0, chain.height - WINDOW));
    const due = this.node.cursor.waiting.map(({ origin }) => origin.height);
    expect(due).toEqual(
      Array.from({ length: chain.height - head.origin.height }, (_, at) => head.origin.height + 1 + at),
    );
    const hashes = new Set([config.start.hash, ...chain.blocks.map(({ hash }) => hash)]);
    // Nothing above stands on anything that is gone below.
    for (const { origin } of blocks) expect(hashes.has(origin.hash)).toBe(true);
  }

  /** Whether a node that begins now, and one that derives in one go, see the same chain. */
  expectAgreement(): void {
    const { chain, config } = this.rollup;
    const hashes = this.node.blocks.map(({ hash }) => hash);
    expect(deriveChain(chain.blocks, config).map(({ hash }) => hash)).toEqual(hashes);
    const late = new RollupNode(config);
    late.follow(chain.blocks.slice(0, Math.floor(chain.height / 2)));
    late.follow(chain.blocks);
    expect(late.head.hash).toBe(this.node.head.hash);
    expect(this.sequencer.node.head.hash).toBe(this.node.head.hash);
  }
}
