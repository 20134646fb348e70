import { compare, minus, percentOf, plus } from "@tradetower/domain/number"
import type { Bot, Exchange } from "../../client/contract.ts"
import { addingUp } from "../../format/adding-up.ts"
import { marketOfBot, resultOfAll, sinceEnded } from "../parts/run-result.ts"
import { type Money, OfMoney } from "./OfMoney.tsx"
import { Percent, Result } from "../parts/Result.tsx"

const zero = { trading: "0", position: "0", fees: "0", total: "0", invested: "0", holding: "0", left: "0" }

/** All bots' results over all their runs put together, against having held instead. */
const together = (bots: ReadonlyArray<Bot>, exchanges: ReadonlyArray<Exchange> | undefined) =>
  bots.reduce((sums, bot) => {
    const price = marketOfBot(exchanges, bot)?.lastPrice
    const result = resultOfAll(bot, price)
    if (result === undefined) return sums
    return {
      trading: plus(sums.trading, result.trading),
      position: plus(sums.position, result.position),
      fees: plus(sums.fees, result.fees),
      total: plus(sums.total, result.total),
      invested: plus(sums.invested, result.invested),
      holding: plus(sums.holding, result.holding),
      left: plus(sums.left, sinceEnded(bot, price))
    }
  }, zero)

/** Where the result comes from: trading, what is held, fees; and against holding. */
export const ResultSplit = ({
  bots,
  exchanges,
  ...money
}: Money & {
  bots: ReadonlyArray<Bot>
  exchanges: ReadonlyArray<Exchange> | undefined
}) => {
  const sums = together(bots, exchanges)
  const [trading, position, fees] = addingUp([sums.trading, sums.position, minus("0", sums.fees)])
  return (
    <section className="panel split-panel" aria-labelledby={`split-title-${money.environment}`}>
      <header>
        <h2 id={`split-title-${money.environment}`}>
          <OfMoney {...money} />
          Result
        </h2>
      </header>
      <div className="inside">
        <p className="big">
          <Result value={sums.total} testid={money.environment === "LIVE" ? "live-result" : "total-result"} />
        </p>
        <p className="soft">
          <Percent value={percentOf(sums.total, sums.invested)} /> of what your bots were given
        </p>
        <dl className="ledger">
          <dt>Trading profit</dt>
          <dd>
            <Result value={trading} />
          </dd>
          <dt title="What running bots hold at the last price, and what ended runs kept at the price of their end.">
            Positions
          </dt>
          <dd>
            <Result value={position} />
          </dd>
          <dt>Fees</dt>
          <dd>
            <Result value={fees} />
          </dd>
          <dt className="rule">Holding instead</dt>
          <dd className="rule">
            <Result value={sums.holding} percent={percentOf(sums.holding, sums.invested)} />
          </dd>
          {compare(sums.left, "0") !== 0 && (
            <>
              <dt title="Bots that ended left this in your account; what becomes of it since is no bot's result.">
                Kept by your account since bots ended
              </dt>
              <dd data-testid="since-ended">
                <Result value={sums.left} />
              </dd>
            </>
          )}
        </dl>
      </div>
    </section>
  )
}
