/** Units as types: a value that carries its unit cannot be passed where another unit is meant. */

declare const unit: unique symbol;
/** A value of type `T` that carries the unit `U` for the type checker and nothing at run time. */
export type Unit<T, U extends string> = T & { readonly [unit]: U };

/** Smallest unit of the account ledger's coin; 1 ether = 10^18 wei. */
export type Wei = Unit<bigint, 'Wei'>;
/** Smallest unit of bitcoin; 1 bitcoin = 10^8 satoshi. */
export type Sat = Unit<bigint, 'Sat'>;
/** A thousandth of a satoshi, the unit of payments inside channels (BOLT 2, `amount_msat`). */
export type Msat = Unit<bigint, 'Msat'>;
/** Work that the account ledger charges for (EIP-1559: a block's target is half its limit). */
export type Gas = Unit<bigint, 'Gas'>;
/** Weight units of BIP-141: 4 per byte that changes coins, 1 per witness byte. */
export type Weight = Unit<number, 'Weight'>;
/** A length in bytes. */
export type Bytes = Unit<number, 'Bytes'>;
/** Simulated time in milliseconds since the world began; always a whole number. */
export type Ms = Unit<number, 'Ms'>;
/** A numbered turn to propose a block (consensus-specs, phase0: `Slot`). */
export type Slot = Unit<number, 'Slot'>;
/** Lower-case hexadecimal with the prefix `0x`, two digits a byte. */
export type Hex = `0x${string}`;
/** A 32-byte hash as hexadecimal with `0x`: 66 characters. */
export type Hash = Unit<Hex, 'Hash'>;
/** A 20-byte account address as lower-case hexadecimal with `0x`: 42 characters. */
export type Address = Unit<Hex, 'Address'>;

/** `amount` as wei. */
export const wei = (amount: bigint | number): Wei => BigInt(amount) as Wei;
/** `amount` as satoshi. */
export const sat = (amount: bigint | number): Sat => BigInt(amount) as Sat;
/** `amount` as thousandths of a satoshi. */
export const msat = (amount: bigint | number): Msat => BigInt(amount) as Msat;
/** `amount` as gas. */
export const gas = (amount: bigint | number): Gas => BigInt(amount) as Gas;
/** `amount` as weight units. */
export const weight = (amount: number): Weight => amount as Weight;
/** `amount` as bytes. */
export const bytes = (amount: number): Bytes => amount as Bytes;
/** `amount` as milliseconds. */
export const ms = (amount: number): Ms => amount as Ms;
/** `number` as a slot. */
export const slot = (number: number): Slot => number as Slot;
