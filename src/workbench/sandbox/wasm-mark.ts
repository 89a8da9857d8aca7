/** What stands in an engine's text for the signature library's WASM, which all engines share and the page loads once. */
export const wasmMark = 'strata-wasm-3c9a51e0';
