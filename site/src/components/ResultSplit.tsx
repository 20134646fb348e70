import type { Bot, Exchange } from "../client/contract.ts"
import { marketOfBot, resultOf } from "../client/result.ts"
import { add, multiply, percentOf, subtract } from "../format/decimal.ts"
import { Percent, Result } from "./Result.tsx"

const zero = { trading: "0", position: "0", fees: "0", total: "0", invested: "0", holding: "0" }

/** All bots' results put together, against having held instead. */
const together = (bots: ReadonlyArray<Bot>, exchanges: ReadonlyArray<Exchange> | undefined) =>
  bots.reduce((sums, bot) => {
    if (bot.run === undefined) return sums
    const result = resultOf(bot.run.summary, marketOfBot(exchanges, bot)?.lastPrice)
    const { invested } = bot.run.summary
    const held = result.holdingPercent === undefined ? "0" : multiply(multiply(result.holdingPercent, invested), "0.01")
    return {
      trading: add(sums.trading, result.trading),
      position: add(sums.position, result.position),
      fees: add(sums.fees, result.fees),
      total: add(sums.total, result.total),
      invested: add(sums.invested, invested),
      holding: add(sums.holding, held)
    }
  }, zero)

/** Where the result comes from: trading, what is held, fees; and against holding. */
export const ResultSplit = ({
  bots,
  exchanges
}: {
  bots: ReadonlyArray<Bot>
  exchanges: ReadonlyArray<Exchange> | undefined
}) => {
  const sums = together(bots, exchanges)
  return (
    <section className="panel split-panel" aria-labelledby="split-title">
      <header>
        <h2 id="split-title">Result</h2>
      </header>
      <div className="inside">
        <p className="big">
          <Result value={sums.total} testid="total-result" />
        </p>
        <p className="soft">
          <Percent value={percentOf(sums.total, sums.invested)} /> of what your bots may use
        </p>
        <dl className="ledger">
          <dt>Trading profit</dt>
          <dd>
            <Result value={sums.trading} />
          </dd>
          <dt>Open positions</dt>
          <dd>
            <Result value={sums.position} />
          </dd>
          <dt>Fees</dt>
          <dd>
            <Result value={subtract("0", sums.fees)} />
          </dd>
          <dt className="rule">Holding instead</dt>
          <dd className="rule">
            <Result value={sums.holding} percent={percentOf(sums.holding, sums.invested)} />
          </dd>
        </dl>
      </div>
    </section>
  )
}
