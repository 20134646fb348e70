import { join } from "node:path"
import { provesItsRules } from "../../domain/src/spec.fixture.ts"

const cloud = join(import.meta.dirname, "..", "..", "tests", "cloud")

provesItsRules(join(import.meta.dirname, "..", "SPEC.md"), [import.meta.dirname, cloud], 15)
provesItsRules(
  join(import.meta.dirname, "..", "contracts", "exchange.md"),
  [import.meta.dirname, join(import.meta.dirname, "..", "..", "tests", "contracts")],
  20,
  /exchange-[a-z]+\.ts$/
)
