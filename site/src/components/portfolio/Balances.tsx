import type { Connection, Exchange } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { moneyWords } from "../../words/connection-words.ts"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { Empty } from "../parts/Missing.tsx"
import { PriceAge } from "../parts/PriceAge.tsx"
import { Money } from "../parts/Result.tsx"
import { type Coin, coinsOf, type Holding, worthTogether } from "./holdings.ts"

/** Decimals of an amount: money has two, coins as many as they need. */
const amount = (asset: string, value: string): string => (asset === "USD" ? fixed(value, 2) : trimmed(value))

const Worth = ({ worth }: { worth: string | undefined }) =>
  worth === undefined ? <span className="soft">no price here</span> : <Money value={worth} />

const Row = ({ of, first }: { of: Holding; first: boolean }) => {
  const { asset, connection, exchange, free, market, reserved, total, worth } = of
  return (
    <tr data-testid="holding" data-asset={asset}>
      <td className="coin">{first ? <strong>{asset}</strong> : <span className="unseen">{asset}</span>}</td>
      <td className="which">{connection.label}</td>
      <td className="number" data-label="Free">
        {amount(asset, free)}
      </td>
      <td className="number" data-label="Reserved">
        {amount(asset, reserved)}
      </td>
      <td className="number total" data-label="Total">
        {amount(asset, total)}
      </td>
      <td className="number" data-label="Price">
        {market?.lastPrice === undefined ? <span className="soft">–</span> : trimmed(market.lastPrice)}
        {market?.lastPrice !== undefined && (
          <small>
            {" "}
            <PriceAge venue={exchange.id} connected={exchange.connected} markets={[market]} />
          </small>
        )}
      </td>
      <td className="number worth" data-label="Worth">
        <Worth worth={worth} />
      </td>
    </tr>
  )
}

const CoinRows = ({ coin: { asset, holdings, total, worth } }: { coin: Coin }) => (
  <>
    {holdings.map((of, index) => (
      <Row key={`${of.exchange.id} ${of.connection.id}`} of={of} first={index === 0} />
    ))}
    {holdings.length > 1 && (
      <tr className="together">
        <td colSpan={4} className="soft">
          {asset} together
        </td>
        <td className="number total" data-label="Total">
          {amount(asset, total)}
        </td>
        <td className="number soft price">–</td>
        <td className="number worth" data-label="Worth">
          <Worth worth={worth} />
        </td>
      </tr>
    )}
  </>
)

/** What accounts of one kind of money hold, by coin and connection; what orders hold back apart. */
export const Balances = ({
  exchanges,
  environment
}: {
  exchanges: ReadonlyArray<Exchange>
  environment: Connection["environment"]
}) => {
  const coins = coinsOf(exchanges, environment)
  return (
    <section className="panel" aria-labelledby={`balances-${environment}`} data-testid={`balances-${environment}`}>
      <header>
        <h2 id={`balances-${environment}`}>{moneyWords[environment]}</h2>
        <span className="spread" />
        <strong data-testid="worth">
          <Money value={worthTogether(coins)} unit="USD" />
        </strong>
      </header>
      {coins.length === 0 ? (
        <Empty title="Nothing is held" />
      ) : (
        <DataTable
          label={`Balances, ${moneyWords[environment].toLowerCase()}`}
          look="holdings"
          columns={[
            "Coin",
            "Connection",
            numbers("Free"),
            numbers("Reserved by orders"),
            numbers("Total"),
            numbers("Price in USD"),
            numbers("Worth in USD")
          ]}
        >
          {coins.map((coin) => (
            <CoinRows key={coin.asset} coin={coin} />
          ))}
        </DataTable>
      )}
    </section>
  )
}
