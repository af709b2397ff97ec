//! The doors of old APIs, by name.

/// A legacy door: one documented API of an old system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Door {
    /// OCARIoT.
    Ocariot,
    /// Corsano's Users Cloud.
    CorsanoUsers,
    /// Corsano's Health Cloud.
    CorsanoHealth,
    /// Healthily.
    Healthily,
    /// Human API.
    HumanApi,
    /// MyCure's EMR Accounts.
    Mycure,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Ocariot,
        Self::CorsanoUsers,
        Self::CorsanoHealth,
        Self::Healthily,
        Self::HumanApi,
        Self::Mycure,
    ];

    /// The name in prefixes, namespaces, key purposes, audiences and the audit trail.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ocariot => "ocariot",
            Self::CorsanoUsers => "corsano-users",
            Self::CorsanoHealth => "corsano-health",
            Self::Healthily => "healthily",
            Self::HumanApi => "humanapi",
            Self::Mycure => "mycure",
        }
    }

    /// The door of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|door| door.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Door;

    #[test]
    fn each_door_is_found_by_its_name() {
        for door in Door::ALL {
            assert_eq!(Door::from_name(door.name()), Some(door));
        }
        assert_eq!(Door::from_name("mycure2"), None);
    }
}
