import { join } from "node:path"
import { provesItsRules } from "../../domain/src/spec.fixture.ts"

provesItsRules(join(import.meta.dirname, "..", "SPEC.md"), [import.meta.dirname], 15)
