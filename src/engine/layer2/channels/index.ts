/** What payment channels let out through the engine's door. */
export { EXACT_SETTLEMENT_PARTIES, netPositions, settle, type Payment, type Settle } from './netting.ts';
