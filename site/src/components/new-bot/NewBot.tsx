import { useQuery } from "@tanstack/react-query"
import { Frame } from "../frame/Frame.tsx"
import { NewBotForm } from "./NewBotForm.tsx"
import { Missing } from "../parts/Missing.tsx"
import { exchanges, strategies } from "../../client/queries.ts"

const Content = () => {
  const known = useQuery(exchanges)
  const all = useQuery(strategies)
  const places = (known.data ?? []).flatMap(({ id, markets }) => markets.map((market) => ({ venue: id, market })))
  if (known.data !== undefined && all.data !== undefined && places.length > 0)
    return <NewBotForm exchanges={known.data} places={places} strategies={all.data} />
  return <Missing what="The markets can't be shown" asked={[known, all]} height={520} />
}

export default function NewBot() {
  return (
    <Frame>
      <h1>New bot</h1>
      <Content />
    </Frame>
  )
}
