/** Where the parts of a lab are, for whoever wants to keep them before the lab is opened. */
import { labs, realmUrl, typesUrl, wasmUrl } from 'virtual:strata-runtime';

/** The addresses of everything that the lab `id` loads from this build, besides scripts of the page; none for an unknown one. */
export function labAddresses(id: string): readonly string[] {
  const lab = labs[id];
  return lab === undefined ? [] : [lab.engineUrl, lab.checksUrl, lab.textsUrl, realmUrl, typesUrl, wasmUrl];
}
