/** What the machine and its contracts let out through the engine's door. */
export { addressWord, bytesWord, isWord, WORD_LIMIT, wordBytes, wrapWord, type Word } from './word.ts';
export {
  emptyWords,
  getWord,
  setWord,
  wordRoot,
  wordsFrom,
  type TreeDepth,
  type WordTree,
} from './word-tree.ts';
export { proveWord, rootWith, type WordProof } from './word-proof.ts';
export {
  decodeInstruction,
  encodeInstruction,
  factsOf,
  OPERATIONS,
  type MachineInstruction,
  type Operation,
  type OperationFacts,
} from './instructions.ts';
export {
  createProgram,
  decodeProgram,
  encodeProgram,
  MOST_INSTRUCTIONS,
  programHash,
  type Program,
} from './program.ts';
export { assemble, disassemble, instructionText } from './assemble.ts';
export { storeGas } from './metering.ts';
export { MOST_WORDS, stackHash, takeWords, type Stack } from './stack.ts';
export {
  createMachine,
  type Machine,
  type MachineSettings,
  type MachineState,
  type MachineStatus,
} from './state.ts';
export { runMachine, step, type MachineRun } from './run-machine.ts';
export { proveStep, type ProvenWord, type StepWitness } from './prove-step.ts';
export { verifyStep } from './verify-step.ts';
export { machineRoot, type MachineHeader } from './machine-header.ts';
export { decodeWitness, encodeWitness } from './witness-bytes.ts';
export {
  contractAddress,
  type AnyContract,
  type CallBlock,
  type CallContext,
  type CallOptions,
  type Contract,
  type ContractCodec,
  type ContractLog,
  type ProgramContract,
} from './contracts/contract.ts';
export {
  balanceIn,
  contractStateRoot,
  createContractState,
  storageOf,
  storedWord,
  type ContractState,
} from './contracts/contract-state.ts';
export { DEEPEST_CALL, type CallRecord } from './contracts/frames.ts';
export {
  applyMessage,
  type Message,
  type MessageReceipt,
  type MessageSettings,
} from './contracts/apply-message.ts';
export {
  callCodec,
  type CallCodec,
  type CallFields,
  type CallOf,
  type CallsIn,
  type FieldValues,
} from './contracts/call-codec.ts';
export { slotOf } from './contracts/slots.ts';
export { leakyVault, lockedVault, orderedVault, owedSlot, type VaultCall } from './contracts/vault.ts';
export { thiefOf, type ThiefCall } from './contracts/thief.ts';
