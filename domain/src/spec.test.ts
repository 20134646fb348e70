import { join } from "node:path"
import { provesItsRules } from "./spec.fixture.ts"

provesItsRules(join(import.meta.dirname, "..", "SPEC.md"), [import.meta.dirname], 60)
