import type { Order } from "../../client/contract.ts"
import { purposeWords } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { SideWord } from "../parts/Chip.tsx"
import { Glow } from "../parts/Result.tsx"
import { Empty } from "../parts/Missing.tsx"

const MOST = 60

/** Beside the candles: what was just bought and sold. */
export const LatestFills = ({
  fills,
  now,
  decimals
}: {
  fills: ReadonlyArray<Order>
  now: number
  decimals: number
}) => (
  <section className="panel side-fills" aria-labelledby="latest-title">
    <header>
      <h2 id="latest-title">Latest fills</h2>
    </header>
    {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
    <div className="scroll" tabIndex={0} role="group" aria-labelledby="latest-title">
      {fills.length === 0 ? (
        <Empty title="No fills yet">
          <p>They appear here, and on the candles, the moment the exchange reports them.</p>
        </Empty>
      ) : (
        <ul>
          {fills.slice(0, MOST).map((order) => (
            <li key={order.clientOrderId} className="fresh" data-testid="fill-row">
              <SideWord side={order.side} />
              <span className="figure">
                <Glow of={order.filledQuantity}>{trimmed(order.filledQuantity)}</Glow>
              </span>
              <small className="soft" title={exact(order.updatedAt)}>
                {purposeWords[order.purpose]} · {moment(order.updatedAt, now)}
              </small>
              <span className="number">{fixed(order.averagePrice ?? order.price ?? "0", decimals)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  </section>
)
