package io.leafboot.id.jpa;

/** The table of claims that were made with a key. */
final class ClaimTable {

    static final LeafSchemaPart PART = new LeafSchemaPart(
            "claim",
            "db/leaf-claims",
            "V3__claims.sql",
            "claim_key, biz_tag, wanted, last_id, length, step, millis",
            "leaf.http.claims.enabled=false");
}
