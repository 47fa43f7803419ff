import type { Workload } from "../workload.js";
import { crowdWorkload } from "./crowd.js";
import { manyRoomsWorkload } from "./many-rooms.js";
import { notificationsWorkload } from "./notifications.js";

/** What grows with connections, members, rooms and rows. W8 adds the curves of presence. */
export const growthWorkload: Workload = {
  title: "growth",
  async run(names, effort, say) {
    return [
      ...(await crowdWorkload.run(names, effort, say)),
      ...(await manyRoomsWorkload.run(names, effort, say)),
      ...(await notificationsWorkload.run(names, effort, say)),
    ];
  },
};
