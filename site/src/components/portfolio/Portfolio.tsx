import { useQuery } from "@tanstack/react-query"
import type { Bot, Exchange } from "../../client/contract.ts"
import { bots, exchanges } from "../../client/queries.ts"
import { KeptPosition } from "../bot/KeptPosition.tsx"
import { Frame } from "../frame/Frame.tsx"
import { Missing } from "../parts/Missing.tsx"
import { environmentsOf, marketOfBot } from "../parts/run-result.ts"
import { Balances } from "./Balances.tsx"
import { Positions } from "./Positions.tsx"

/** What ended bots left on an exchange, each with the way to close it there. */
const Left = ({ all, known }: { all: ReadonlyArray<Bot>; known: ReadonlyArray<Exchange> }) => {
  const left = all.filter(({ run }) => run?.live === false && run.summary.kept === true)
  if (left.length === 0) return null
  return (
    <section className="panel" aria-labelledby="left-title" data-testid="left">
      <header>
        <h2 id="left-title">Left by bots that have ended</h2>
        <span className="soft">{left.length}</span>
      </header>
      <ul className="inside stack">
        {left.map((bot) => (
          <li key={bot.id} className="left-by" data-testid="left-by">
            <h3>
              <a href={`/app/bots/?id=${encodeURIComponent(bot.id)}`}>{bot.name}</a>{" "}
              <small className="soft">{bot.symbol}</small>
            </h3>
            <KeptPosition bot={bot} market={marketOfBot(known, bot)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const Content = () => {
  const all = useQuery(bots)
  const known = useQuery(exchanges)
  if (all.data === undefined || known.data === undefined)
    return <Missing what="Your portfolio can't be shown" asked={[all, known]} height={320} />
  return (
    <>
      <h1>Portfolio</h1>
      <Left all={all.data} known={known.data} />
      {environmentsOf(known.data.flatMap(({ accounts }) => accounts)).map((environment) => (
        <Balances key={environment} exchanges={known.data} environment={environment} />
      ))}
      <Positions bots={all.data} exchanges={known.data} />
    </>
  )
}

export default function Portfolio() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
