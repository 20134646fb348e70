import { Schema } from "effect"
import { expect, it } from "vitest"
import { factsOf } from "./account-facts.ts"
import { accountAnswer, configurationAnswer } from "./answered.fixture.ts"
import { AccountAnswer, ConfigurationAnswer } from "./answers.ts"

const facts = (account: object, configuration: object = {}, behind?: number) =>
  factsOf({
    account: Schema.decodeUnknownSync(AccountAnswer)({ ...accountAnswer, crypto_tier: "1", ...account }),
    configuration: Schema.decodeUnknownSync(ConfigurationAnswer)({ ...configurationAnswer, ...configuration }),
    feed: "iex",
    behind
  }).join("\n")

it.each([
  ["margin", { multiplier: "4" }, "bots spend the cash that is there"],
  ["blocked transfers", { transfers_blocked: true }, "not taken out"],
  ["no coins", { crypto_status: "INACTIVE" }, "Coins can't be traded"],
  ["paper money", {}, "don't tune a bot on their results"]
])("an account with %s says so", (_, account, words) => {
  expect(facts(account)).toContain(words)
  const plain = { multiplier: "1", account_number: "123" }
  expect(facts(plain)).not.toContain(words)
})

it("an owner's settings are told where they matter", () => {
  expect(facts({}, { fractional_trading: false })).toContain("Fractions of shares are switched off")
  expect(facts({}, { no_shorting: false })).toContain("It may sell short")
  expect(facts({ shorting_enabled: false }, { no_shorting: false })).not.toContain("It may sell short")
})

it.each([
  [130_000, "130 s behind Alpaca's"],
  [-2_600, "3 s ahead of Alpaca's"],
  [1_900, undefined]
])("a clock that is off by %i ms is told", (behind, words) => {
  if (words === undefined) expect(facts({}, {}, behind)).not.toContain("clock")
  else expect(facts({}, {}, behind)).toContain(words)
})
