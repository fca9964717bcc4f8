import { Skeleton } from "../../ui/parts.tsx";

/** Has the shape of a list while its screen is fetched. */
export const Waiting = () => <Skeleton rows={6} height={52} />;
