import { useQuery } from "@tanstack/react-query"
import type { Connectable, Connection } from "../../client/contract.ts"
import { bots, connectable, connections, exchanges } from "../../client/queries.ts"
import { Frame } from "../frame/Frame.tsx"
import { Missing } from "../parts/Missing.tsx"
import { AddConnection } from "./AddConnection.tsx"
import type { Rules } from "../parts/RuleList.tsx"
import { OneConnection } from "./OneConnection.tsx"

/** By whose rules an account trades: as on offer, of whichever venue. */
const rulesOf = ({ terms }: Connection, offer: ReadonlyArray<Connectable>): Rules =>
  offer.flatMap((one) => one.terms).find(({ name }) => name === terms) ?? { title: terms, meaning: [] }

const Content = () => {
  const asked = useQuery(connections)
  const offer = useQuery(connectable)
  const known = useQuery(exchanges)
  const all = useQuery(bots)
  if (asked.data === undefined || offer.data === undefined || known.data === undefined || all.data === undefined)
    return <Missing what="Your accounts can't be shown" asked={[asked, offer, known, all]} height={320} />
  const trading = all.data.filter(({ archivedAt }) => archivedAt === undefined)
  return (
    <>
      <h1>Connections</h1>
      <div className="split">
        <section className="panel" aria-label="Your accounts">
          <ul>
            {asked.data.map((connection) => (
              <OneConnection
                key={connection.id}
                connection={connection}
                rules={rulesOf(connection, offer.data)}
                broker={offer.data.find(({ broker }) => broker === connection.broker)}
                exchange={known.data.find(({ id }) => id === connection.venue)}
                bots={trading.filter((bot) => bot.connection === connection.id)}
              />
            ))}
          </ul>
        </section>
        <AddConnection offer={offer.data} exchanges={known.data} />
      </div>
    </>
  )
}

/** The trader's own accounts, through which bots trade. */
export default function Connections() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
