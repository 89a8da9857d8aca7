/** Those who attack what stands above layer 1. */
export {};
