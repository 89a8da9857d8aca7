/**
 * The field of the proofs: integers modulo a prime of 128 bits whose domains of roots of unity are as large as anyone
 * needs.
 */
import { createField } from '../../../foundation/field.ts';
import type { PrimeField } from '../../../foundation/field.ts';

/**
 * Integers modulo p = 407 · 2^119 + 1, with 3 as generator: 2^119 divides p − 1, so that there are domains of any
 * power of two of points to transform over (A. Szepieniec, Anatomy of a STARK, part 2, "Finite Field Arithmetic"). One
 * element takes 16 bytes.
 */
export const STARK_FIELD: PrimeField = createField(407n * (1n << 119n) + 1n, 3n);
