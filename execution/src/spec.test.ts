import { join } from "node:path"
import { provesItsRules } from "../../domain/src/spec.fixture.ts"

provesItsRules(join(import.meta.dirname, "..", "SPEC.md"), [import.meta.dirname], 15)
provesItsRules(
  join(import.meta.dirname, "..", "contracts", "exchange.md"),
  [import.meta.dirname, join(import.meta.dirname, "..", "..", "tests", "contracts")],
  20,
  /exchange-[a-z]+\.ts$/
)
