package cn.mejene.chaos.cluster;

/** One thing that a member does and checks. Stateless; acts of many members run side by side. */
interface Act {

    /** Does it once; what must not be is counted, a call that is never answered ends the member's round. */
    void perform(Member member, int round);
}
