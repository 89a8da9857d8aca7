/** The gas of one call: what is left of it, and the stop when it is used up. */
import { malformed } from '../../../foundation/errors.ts';
import type { Gas } from '../../../foundation/units.ts';

/** A running meter; whatever it stops comes back as a refusal from the frame around. */
export class GasMeter {
  left: bigint;
  isExhausted = false;

  constructor(limit: Gas) {
    this.left = limit;
  }

  /** Takes `amount` or, when there is not enough, takes all and stops the frame. */
  charge(amount: bigint): void {
    if (amount < 0n) throw new RangeError(`Gas cannot be given back; got ${amount}.`);
    if (amount <= this.left && !this.isExhausted) {
      this.left -= amount;
      return;
    }
    const had = this.left;
    this.left = 0n;
    this.isExhausted = true;
    malformed('out-of-gas', 'Ethereum Yellow Paper, 9.4.2', 'The call has no gas left.', had, amount);
  }
}
