/** A council that turns on its users: votes for other code, waits as long as it must, and takes everything. */
import type { UpgradeableVaultCall } from '../bridging/upgradeable-vault.ts';
import { VAULT_VERSION_SLOT } from '../bridging/upgradeable-vault.ts';
import type { ChainUser } from '../layer1/chain/chain-user.ts';
import { storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';

/** The version that the council puts in force. */
const THEIR_VERSION = 1;

/**
 * The members that turned. Before each block they do what brings them nearer: first they vote, all in one block, then
 * they try to put their code in force in every block until the vault lets them, and in the same block they take what is there. What they try too early is refused and
 * costs them only the fee.
 */
export class CouncilUpgrade {
  readonly #vault: Contract<UpgradeableVaultCall>;
  readonly #members: readonly ChainUser[];
  #hasVoted = false;

  /** @throws RangeError for no members */
  constructor(vault: Contract<UpgradeableVaultCall>, members: readonly ChainUser[]) {
    if (members.length === 0) throw new RangeError('A council has members.');
    this.#vault = vault;
    this.#members = members;
  }

  /** Submits what they do before the next block. */
  act(): void {
    const [first] = this.#members as readonly [ChainUser];
    const { state } = first.chain;
    if (!this.#hasVoted) {
      this.#hasVoted = true;
      for (const member of this.#members) member.call(this.#vault, { kind: 'vote', version: THEIR_VERSION });
    }
    const address = contractAddress(this.#vault.id);
    const isInForce = storedWord(state, address, VAULT_VERSION_SLOT) !== 0n;
    if (!isInForce) first.call(this.#vault, { kind: 'activate', version: THEIR_VERSION });
    first.call(this.#vault, { kind: 'drain', to: first.address });
  }
}
