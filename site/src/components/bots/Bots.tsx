import { useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { bots, exchanges } from "../../client/queries.ts"
import { BotsTable } from "./BotsTable.tsx"
import { BotDetail } from "../bot/BotDetail.tsx"
import { Frame } from "../frame/Frame.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"

const List = () => {
  const all = useQuery(bots)
  const known = useQuery(exchanges)
  useEffect(() => {
    if (location.hash === "#search") document.querySelector<HTMLInputElement>("[data-search]")?.focus()
  }, [all.isSuccess])
  if (all.data === undefined) return <Missing what="Your bots can't be shown" asked={[all]} height={320} />
  return (
    <>
      <h1 className="unseen">Bots</h1>
      {all.data.length > 0 ? (
        <BotsTable bots={all.data} exchanges={known.data} />
      ) : (
        <div className="panel">
          <Empty title="No bots yet">
            <p>A bot trades one pair by one strategy, with the amount you give it.</p>
            <a className="button primary" href="/app/bots/new/">
              Make the first one
            </a>
          </Empty>
        </div>
      )}
    </>
  )
}

/** `/app/bots/` lists all; `/app/bots/?id=...` shows one, with `&run=...` one of its earlier runs. */
export default function Bots() {
  const [asked] = useState(() => new URLSearchParams(location.search))
  const id = asked.get("id")
  return <Frame>{id === null ? <List /> : <BotDetail id={id} runId={asked.get("run")} />}</Frame>
}
