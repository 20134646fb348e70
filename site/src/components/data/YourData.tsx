import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { me } from "../../client/queries.ts"
import { Frame } from "../frame/Frame.tsx"
import { Missing } from "../parts/Missing.tsx"
import { Download } from "./Download.tsx"
import { EraseDialog } from "./EraseDialog.tsx"

const Content = () => {
  const asked = useQuery(me)
  const [erasing, setErasing] = useState(false)
  if (asked.data === undefined) return <Missing what="Your data can't be shown" asked={[asked]} height={320} />
  return (
    <>
      <section className="panel" aria-labelledby="data-title">
        <header>
          <h1 id="data-title">Your data</h1>
        </header>
        <div className="inside stack">
          <p>
            Everything that is kept of you, in one file for programs (JSON): bots and each of their steps, orders,
            results, alerts, accounts, the audit trail. Keys of accounts are not in it.
          </p>
          <div className="row">
            <Download tenantId={asked.data.id} />
          </div>
        </div>
      </section>
      <section className="panel" aria-labelledby="erase-title">
        <header>
          <h2 id="erase-title">Erase everything</h2>
        </header>
        <div className="inside stack">
          <p>
            Takes away all of that, with the keys of your accounts, and signs you out everywhere. Whoever signs in as{" "}
            {asked.data.name} later begins anew. What your brokers hold, and backups of this computer, stay as they are.
          </p>
          <div className="row">
            <button type="button" className="button danger" data-testid="erase" onClick={() => setErasing(true)}>
              Erase everything
            </button>
          </div>
        </div>
      </section>
      {erasing && <EraseDialog tenantId={asked.data.id} name={asked.data.name} close={() => setErasing(false)} />}
    </>
  )
}

/** What is kept of the trader: to be taken along, or erased. */
export default function YourData() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
