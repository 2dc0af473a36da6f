//! What the examples of several rules have in common, as literals to be put together with `concat!`.

/// Adjusted facets: likelihood low, impact high.
macro_rules! adjusted_facets {
    () => {
        "/risks/0/characterizations/1/facets/-\n\
         {\"name\": \"likelihood\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"low\",\n\
         \"props\": [{\"name\": \"state\", \"value\": \"adjusted\", \"remarks\": \"The port is closed at the boundary.\"}]}\n\
         /risks/0/characterizations/1/facets/-\n\
         {\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
         \"props\": [{\"name\": \"state\", \"value\": \"adjusted\"}]}"
    };
}

/// A property of the risk: how a deviation stands.
macro_rules! deviation {
    ($name:literal, $state:literal) => {
        concat!(
            "/risks/0/props/-\n{\"name\": \"",
            $name,
            "\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"",
            $state,
            "\"}"
        )
    };
}

/// An observation of the item: its method, its type, and lines with further members.
macro_rules! observation {
    ($method:literal, $type:literal $(, $more:expr)*) => {
        concat!(
            "/observations/-\n{\"uuid\": \"00000022-0000-4000-8000-000000000022\", \"description\": \"The request.\", \
             \"methods\": [\"",
            $method,
            "\"],\n\"types\": [\"",
            $type,
            "\"], \"collected\": \"2026-02-10T00:00:00Z\"",
            $(",\n", $more,)*
            "}\n/poam-items/0/related-observations/-\n{\"observation-uuid\": \"00000022-0000-4000-8000-000000000022\"}"
        )
    };
}

/// A member of an observation: its evidence.
macro_rules! evidence {
    () => {
        "\"relevant-evidence\": [{\"description\": \"A screen shot.\"}]"
    };
}

pub(super) use {adjusted_facets, deviation, evidence, observation};
