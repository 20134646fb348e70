import type * as functions from "@azure/functions"
import { createRequire } from "node:module"
// Our core has to be there before the library looks for it.
import "./core.ts"

/** The functions library, loaded as the CommonJS that it is: not every Node finds the names of such a module by itself. */
export const library = createRequire(import.meta.url)("@azure/functions") as typeof functions
